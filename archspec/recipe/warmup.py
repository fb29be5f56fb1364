"""How long the learning rate climbs before its schedule begins."""

import re
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from archspec.kind.fields import MAX_SIZE, Expects
from archspec.patterns import compile_later

WRITTEN: Final = r"([1-9][0-9]{0,9}) (epoch|step)s?"
FORM: Final = compile_later(WRITTEN, re.ASCII)
"""One or several, with an `s` or without: `1 steps` and `500 step` can mean only one thing."""
WORDS: Final = "a number of epochs or steps, as in `5` or `500 steps`"


def _length(value: Any) -> int | str:
    if type(value) is int and 0 < value <= MAX_SIZE:
        return value
    found = FORM.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > MAX_SIZE:
        raise PydanticCustomError("warmup", "write " + WORDS)  # noqa: RUF100, EM101
    return str(value)


Warmup = Annotated[
    int | str,
    PlainValidator(
        _length,
        json_schema_input_type=Annotated[int, Field(ge=1, le=MAX_SIZE)]
        | Annotated[str, Field(pattern=f"^{WRITTEN}$")],
    ),
    Expects(WORDS),
]


def steps_of(warmup: int | str | None, each: int) -> int:
    """Steps of the optimiser, where an epoch has `each` of them.

    >>> steps_of("500 step", 100), steps_of("1 epochs", 100)
    (500, 100)
    >>> steps_of(2, 100), steps_of("3 epochs", 100), steps_of("500 steps", 100), steps_of(None, 100)
    (200, 300, 500, 0)
    """
    if warmup is None:
        return 0
    number, _, unit = str(warmup).partition(" ")
    return int(number) * (1 if unit.startswith("step") else each)
