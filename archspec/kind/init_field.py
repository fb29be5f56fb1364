"""The field `init:`, which says how weights begin.

The classes of what it may say are made where a file says it: few do, and to make them would take
longer than to check a small network.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from archspec.kind.choice import Choice, OneOf, below
from archspec.kind.fields import Chooses, Expects

if TYPE_CHECKING:
    from archspec.kind.initializers import Initializer
else:
    Initializer = Choice

WORDS: Final = (
    "kaiming",
    "xavier",
    "orthogonal",
    "constant",
    "normal",
    "truncated_normal",
    "uniform",
    "values",
    "looks_linear",
    "lsuv",
)
"""The words of all initializers, in the order in which messages list them."""


def _initializers() -> Mapping[str, type[Choice]]:
    from archspec.kind.initializers import INITIALIZERS

    return INITIALIZERS


CHOICE: Final = OneOf(_initializers)


def _one(value: Any) -> Choice:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = {"constant": float(value)}
    chosen: Choice = CHOICE.read(value)
    return chosen


def _by_parameter(value: Any) -> Mapping[str, Choice]:
    """`init: kaiming` is the weight's; a mapping may name each parameter."""
    if not isinstance(value, Mapping) or any(word in value for word in WORDS):
        return {"weight": _one(value)}
    if not value:
        raise ValueError("needs at least one parameter")
    return {str(name): below(str(name), _one, item) for name, item in value.items()}


class _Schema:
    """For editors: a number, a word, a word with its fields, or these for each parameter."""

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        words = {"enum": sorted(WORDS)}
        full = {
            "type": "object",
            "properties": {w: {"description": c.__doc__} for w, c in CHOICE.by_name.items()},
            "additionalProperties": False,
            "maxProperties": 1,
            "minProperties": 1,
        }
        one = [{"type": "number"}, words, full]
        each = {
            "type": "object",
            "propertyNames": {"not": words},
            "additionalProperties": {"anyOf": one},
            "minProperties": 1,
        }
        return {"anyOf": [*one, each]}


Init: TypeAlias = Annotated[
    Mapping[str, Initializer],
    BeforeValidator(_by_parameter),
    _Schema(),
    Chooses(CHOICE),
    Expects(f"a number, one of {', '.join(WORDS)}, or a mapping from `weight` and `bias` to these"),
]
