"""How much each class counts in a loss."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from archspec.kind.fields import Expects

WORDS = "`balanced`, or a list with a number for each class"
Given: TypeAlias = Literal["balanced"] | tuple[Annotated[float, Field(ge=0)], ...]

Weight: TypeAlias = Annotated[float, Field(ge=0, lt=1e30)]
InFiles: TypeAlias = (
    Literal["balanced"] | Annotated[tuple[Weight, ...], Field(min_length=2, max_length=100_000)]
)


def _weights(value: object) -> object:
    """`balanced`, numbers that are not all zero, or nothing."""
    if value is None or value == "balanced":
        return value
    if isinstance(value, (tuple, list)) and 1 < len(value) <= 100_000:
        numbers = [
            one for one in value if isinstance(one, (int, float)) and not isinstance(one, bool)
        ]
        if len(numbers) == len(value) and all(0 <= one < 1e30 for one in numbers) and any(numbers):
            return tuple(map(float, numbers))
    raise PydanticCustomError("class_weights", f"write {WORDS}")


ClassWeights: TypeAlias = Annotated[
    Any, PlainValidator(_weights, json_schema_input_type=InFiles | None), Expects(WORDS)
]
ABOUT = (
    "How much each class counts in the mean: a number for each, or `balanced`, by which all "
    "classes count alike, whatever their numbers of training samples."
)
