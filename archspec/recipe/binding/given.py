"""The fields of a sample, as they are known before anything is read."""

from collections.abc import Sequence
from typing import TypeAlias

from archspec.dataclass import dataclass
from archspec.recipe.columns import Column, Holds
from archspec.recipe.fields import Array, Category, Class, Classes, Mask, SampleField, Sizes

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands in a recipe, relative to `train`."""


@dataclass(frozen=True, slots=True)
class Given:
    """A field of a sample.

    Args:
        name: by which inputs and outputs take it.
        field: what it is made of.
        columns: the columns, arrays or files that it is made of, where they could be looked at.
        origin: where it was written; empty for one that the source has by itself.
        numbers: of one that is numbered words, how many numbers there may be, where that is known.
    """

    name: str
    field: SampleField
    columns: tuple[Column, ...] | None = None
    origin: Path = ()
    numbers: int | None = None

    @property
    def kind(self) -> str:
        """The word for what it is."""
        return self.field.kind

    @property
    def shapes(self) -> tuple[Sizes, ...]:
        """The shapes that it may have as an input; none where nothing is known."""
        return self.field.shapes(self.columns)

    @property
    def said(self) -> str:
        """What it is, to complete "but `facts` …"."""
        return self.field.said(self.columns)

    @property
    def classes(self) -> int | None:
        """How many classes it has, where that can be known without reading the samples."""
        if isinstance(self.field, Class):
            return len(self.field.classes) if self.field.classes else None
        if isinstance(self.field, Classes):
            return self.field.count(self.columns)
        return self.field.count if isinstance(self.field, Mask) else None

    @property
    def holds(self) -> Holds | None:
        """What its values are, or those of the first of its columns; None where it is not known."""
        return self.columns[0].holds if self.columns else None

    @property
    def compares(self) -> Sequence[str]:
        """What a loss finds in it: of an array of fractions no classes, of one of text nothing."""
        found = self.field.compares
        if not isinstance(self.field, Array):
            return found
        if self.holds == "text":
            return ()
        return tuple(one for one in found if one != "classes" or self.holds != "numbers")

    @property
    def tells_apart(self) -> bool:
        """Whether samples are of one class or another by it, as far as that is known."""
        if isinstance(self.field, Array):
            single = not self.columns or self.columns[0].shape in ((), None)
            return single and self.holds not in ("numbers", "times")
        return isinstance(self.field, (Class, Category))
