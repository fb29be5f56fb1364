"""`number`."""

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import Needs, One, SampleField, Sizes
from archspec.recipe.losses import Targets

Scale: TypeAlias = Literal["none", "standard", "minmax"]
SCALE = (
    "How values become what the network sees: as they are; less the mean, over the deviation; or "
    "from 0 to 1. Mean, deviation and range are those of the training samples, and what is shown "
    "of predictions and errors is in the unit of the column."
)


class Number(SampleField):
    """One number of each sample."""

    kind: ClassVar[str] = "number"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers",)
    needs: ClassVar[Needs] = "numbers"
    of: One = Field(description="Its column, or an array of one number for each sample.")
    scale: Scale = Field("none", description=SCALE)
    missing: Literal["refuse", "mean", "drop"] = Field(
        "refuse",
        description="What becomes of a gap: an error, the mean of the training samples, or no "
        "sample.",
    )

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:  # noqa: ARG002
        """A single value, as a vector of one or without any axis."""
        return (1,), ()

    def said(self, found: Sequence[Column] | None) -> str:  # noqa: ARG002
        """A number."""
        return "is one number"
