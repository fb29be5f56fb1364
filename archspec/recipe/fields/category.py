"""`category`."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import One, SampleField, Sizes


class Category(SampleField):
    """A word as a whole number for an `embedding`: from 1 on, and 0 for what was never seen."""

    kind: ClassVar[str] = "category"
    of: One = Field(description="Its column; the words are those of the training samples.")

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:  # noqa: ARG002
        """A single number, as a vector of one or without any axis."""
        return (1,), ()

    def said(self, found: Sequence[Column] | None) -> str:  # noqa: ARG002
        """A word."""
        return "is one category"
