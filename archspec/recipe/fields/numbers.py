"""`numbers`."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import Needs, SampleField, Several, Sizes, counted
from archspec.recipe.fields.number import SCALE, Scale
from archspec.recipe.kinds_on_demand import AnyAugmentation
from archspec.recipe.losses import Targets


class Numbers(SampleField):
    """Several columns of numbers as one vector, in the order in which they are listed."""

    kind: ClassVar[str] = "numbers"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers", "answers")
    needs: ClassVar[Needs] = "numbers"
    of: Several = Field(description="The columns; `x*` stands for all that begin with x.")
    scale: Scale = Field("none", description=SCALE)
    missing: Literal["refuse", "mean", "flag", "drop"] = Field(
        "refuse",
        description="What becomes of a gap: an error; the mean of the training samples; the mean, "
        "with a 0 or 1 beside every column that says whether it is one, so that there are twice as "
        "many numbers; or no sample.",
    )
    augment: tuple[AnyAugmentation, ...] = Field((), description="Random changes of the numbers.")

    def width(self, found: Sequence[Column] | None) -> int | None:
        """How many numbers there are, flags and all."""
        columns = self.known_width if found is None else len(found)
        return None if columns is None else columns * (2 if self.missing == "flag" else 1)

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:
        """A vector."""
        return ((self.width(found),),)

    def said(self, found: Sequence[Column] | None) -> str:
        """How many columns there are."""
        columns = self.known_width if found is None else len(found)
        if columns is None:
            return "is numbers"
        flags = f", with their flags {2 * columns:,} numbers" if self.missing == "flag" else ""
        return f"has {counted(columns, 'column')}{flags}"
