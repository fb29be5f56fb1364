"""`mask`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind.fields import Count, Expects
from archspec.recipe.columns.column import Column
from archspec.recipe.fields.class_names import Names
from archspec.recipe.fields.field import Needs, One, SampleField, Sizes
from archspec.recipe.losses import Targets

WANTED = Expects("a list of the names of the classes, or how many there are")


class Mask(SampleField):
    """A class for each pixel, as an image of class numbers; it is changed along with the images."""

    kind: ClassVar[str] = "mask"
    compares: ClassVar[tuple[Targets, ...]] = ("classes",)
    needs: ClassVar[Needs] = "names of files"
    of: One = Field(description="A column of paths, or files, as in `masks/*.png`.")
    classes: Annotated[Names | Count, WANTED] | None = Field(
        None, description="The names of the classes 0, 1, … in this order, or how many there are."
    )
    ignore: Annotated[int, Field(ge=0, le=255)] | None = Field(
        None, description="The value of pixels that count for nothing."
    )

    @property
    def count(self) -> int | None:
        """How many classes there are, where that is said."""
        return len(self.classes) if isinstance(self.classes, tuple) else self.classes

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:  # noqa: ARG002
        """A single channel of class numbers, or none."""
        return (None, None), (1, None, None)

    def said(self, found: Sequence[Column] | None) -> str:  # noqa: ARG002
        """Classes of pixels."""
        return "is masks of height×width"
