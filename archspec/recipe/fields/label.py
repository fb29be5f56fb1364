"""`class`."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.class_names import Names
from archspec.recipe.fields.field import One, SampleField, Sizes
from archspec.recipe.losses import Targets


class Class(SampleField):
    """One of several classes: words, or whole numbers from 0 on."""

    kind: ClassVar[str] = "class"
    compares: ClassVar[tuple[Targets, ...]] = ("classes",)
    of: One = Field(description="Its column, or an array of one class for each sample.")
    classes: Names | None = Field(
        None,
        description="Their names in the order of the outputs; by default those of the training "
        "samples in the order of the alphabet.",
    )

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:  # noqa: ARG002
        """The number of the class."""
        return (1,), ()

    def said(self, found: Sequence[Column] | None) -> str:  # noqa: ARG002
        """A class."""
        return "is one class"
