"""`window`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind.fields import MAX_SIZE, Count
from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import Needs, SampleField, Several, Sizes, counted
from archspec.recipe.kinds_on_demand import AnyAugmentation
from archspec.recipe.losses import Targets


class Window(SampleField):
    """Consecutive rows of a table that has an `order`; every row but the last ones begins one."""

    kind: ClassVar[str] = "window"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers",)
    needs: ClassVar[Needs] = "numbers"
    of: Several = Field(description="The columns, which are the channels.")
    length: Count = Field(description="How many rows it has.")
    after: Annotated[int, Field(ge=0, le=MAX_SIZE)] = Field(
        0, description="How many rows behind the beginning of the sample it begins."
    )
    augment: tuple[AnyAugmentation, ...] = Field((), description="Random changes of the numbers.")

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:
        """Channels and rows; a single column also without an axis for the channel."""
        width = self.known_width if found is None else len(found)
        whole: Sizes = (width, self.length)
        return ((self.length,), whole) if width == 1 else (whole,)

    def said(self, found: Sequence[Column] | None) -> str:
        """How many columns and rows there are."""
        width = self.known_width if found is None else len(found)
        columns = "columns" if width is None else counted(width, "column")
        return f"is {columns} of {counted(self.length, 'row')}"
