"""A function in Python that gives the samples."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field

from archspec.kind.choice import Table
from archspec.kind.fields import Expects
from archspec.kind.on_demand import OnDemand

ADDRESS: Final = r"^[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*$"
"""A module and a function in it, as Python names both."""

Address = Annotated[
    str,
    Field(pattern=ADDRESS, max_length=500),
    Expects("a module and a function in it, as `mine.data:make`"),
]
Name = Annotated[str, Field(min_length=1, max_length=1000)]


class PythonSource(Table):
    """A function that is called once, and gives a data set, or `{"train": …, "val": …}`."""

    of: Address = Field(description="The module and the function: `mine.data:make`.")
    names: Annotated[tuple[Name, ...], Field(max_length=1000)] = Field(
        (), description="The names of what a sample has, where it is a tuple and no mapping."
    )
    arguments: Mapping[Name, str | int | float | bool] = Field(
        {}, description="What the function is called with, by name."
    )


def _source(value: Any) -> Any:
    return {"of": value} if isinstance(value, str) else value


AnyPython: TypeAlias = Annotated[
    OnDemand[PythonSource] | None,
    BeforeValidator(_source, json_schema_input_type=Address | OnDemand[PythonSource] | None),
    Expects("a module and a function in it, as `mine.data:make`"),
]
