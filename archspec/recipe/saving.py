"""How often the state of a training is saved, so that little of it is lost."""

import re
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from archspec.kind.choice import Table
from archspec.kind.fields import MAX_SIZE, Expects
from archspec.patterns import compile_later

SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}
WRITTEN: Final = r"([1-9][0-9]{0,9}) (step|second|minute|hour)s?"
FORM: Final = compile_later(WRITTEN, re.ASCII)
MOST: Final = 100
WORDS: Final = "a number of steps, seconds, minutes or hours, as in `10 minutes` or `500 steps`"


def _interval(value: Any) -> str:
    found = FORM.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > MAX_SIZE:
        raise PydanticCustomError("interval", "write " + WORDS)  # noqa: RUF100, EM101
    return str(value)


Interval = Annotated[
    str,
    PlainValidator(_interval, json_schema_input_type=Annotated[str, Field(pattern=f"^{WRITTEN}$")]),
    Expects(WORDS),
]


class Save(Table):
    """When the state is saved within an epoch; after each epoch it is saved in any case.

    >>> Save().seconds, Save(every="1 hour").seconds, Save(every="500 steps").steps
    (600, 3600, 500)
    """

    every: Interval = Field(
        "10 minutes",
        description="How much of an epoch may be lost where a training is cut off: a number of "
        "steps, seconds, minutes or hours.",
    )

    keep: Annotated[int, Field(ge=1, le=MOST)] = Field(
        1,
        description="How many states are kept: the last is `state.safetensors`, those before it "
        "`state-1.safetensors` and so on.",
    )

    @property
    def steps(self) -> int | None:
        """Steps of the optimiser between two savings, if they are counted in steps."""
        number, unit = self.every.rstrip("s").split(" ")
        return int(number) if unit == "step" else None

    @property
    def seconds(self) -> int | None:
        """Seconds between two savings, if they are counted in time."""
        number, unit = self.every.rstrip("s").split(" ")
        return int(number) * SECONDS[unit] if unit in SECONDS else None
