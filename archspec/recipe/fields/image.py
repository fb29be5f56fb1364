"""`image`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import Needs, One, SampleField, Sizes
from archspec.recipe.kinds_on_demand import AnyAugmentation
from archspec.recipe.losses import Targets

CHANNELS = (1, 3)
"""Shades of grey, or colours."""

MAX_VIEWS = 64


class Image(SampleField):
    """A picture, brought to the size of the input: a column of paths, or a pattern of files."""

    kind: ClassVar[str] = "image"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers",)
    needs: ClassVar[Needs] = "names of files"
    of: One = Field(
        description="A column of paths, which are relative to the table; a field that the source "
        "has; or files, as in `photos/*.jpg`."
    )
    augment: tuple[AnyAugmentation, ...] = Field(
        (), description="Random changes of this field alone, made after those of `data`."
    )
    views: Annotated[int, Field(ge=1, le=MAX_VIEWS)] = Field(
        1,
        description="How many changed copies a sample has, each by draws of its own: of a field "
        "`view`, `view_1`, `view_2`, …",
    )

    def names(self, name: str) -> tuple[str, ...]:
        """One for each view.

        >>> Image(of="*.png", views=2).names("view"), Image(of="*.png").names("image")
        (('view_1', 'view_2'), ('image',))
        """
        several = tuple(f"{name}_{number}" for number in range(1, self.views + 1))
        return several if self.views > 1 else (name,)

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:
        """Channels, height and width; the files have any, unless the data set has one size."""
        known = found[0].shape if found else None
        return (known,) if known else tuple((channels, None, None) for channels in CHANNELS)

    def said(self, found: Sequence[Column] | None) -> str:
        """Images, and their size where all have the same."""
        known = found[0].shape if found else None
        return f"is images of {'×'.join(map(str, known)) if known else '1 or 3 channels'}"
