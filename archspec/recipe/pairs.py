"""Pairs of samples, as a network with two branches compares them."""

from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind.choice import Table


class Pairs(Table):
    """Two samples and whether they are of one class: the fields `first`, `second` and `same`."""

    NAMES: ClassVar[tuple[str, str, str]] = ("first", "second", "same")
    of: str = Field(description="The field of which there are two.")
    by: str = Field(description="The field with the class by which they are alike.")
    alike: Annotated[float, Field(gt=0, lt=1)] = Field(
        0.5, description="The part of the pairs that are of one class."
    )
