"""`classes`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.class_names import Names
from archspec.recipe.fields.field import SampleField, Several, Sizes
from archspec.recipe.losses import Targets


class Classes(SampleField):
    """Any number of classes at once, as a 0 or 1 for each: a list in one column, or columns."""

    kind: ClassVar[str] = "classes"
    compares: ClassVar[tuple[Targets, ...]] = ("answers",)
    of: Several = Field(
        description="A column with the names, divided by `separator`; or a column of 0 and 1 for "
        "each class, as in `tag_*`."
    )
    separator: Annotated[str, Field(min_length=1, max_length=8)] | None = Field(
        None, description='What stands between the names, as in `separator: "|"`.'
    )
    classes: Names | None = Field(
        None,
        description="The names in the order of the outputs; by default those of the training "
        "samples in the order of the alphabet, or the columns.",
    )

    def count(self, found: Sequence[Column] | None) -> int | None:
        """How many classes there are, where that can be known before the samples are read."""
        if self.classes is not None:
            return len(self.classes)
        if self.separator is not None:
            return None
        return self.known_width if found is None else len(found)

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:
        """A 0 or 1 for each class."""
        return ((self.count(found),),)

    def said(self, found: Sequence[Column] | None) -> str:
        """How many classes there are."""
        count = self.count(found)
        return "is a 0 or 1 for each class" if count is None else f"has {count:,} classes"
