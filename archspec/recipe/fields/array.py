"""`array`."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import Needs, One, SampleField, Sizes
from archspec.recipe.kinds_on_demand import AnyAugmentation
from archspec.recipe.losses import Targets


class Array(SampleField):
    """Numbers of any shape, as they are: an array of the archive, or a `.npy` file a sample."""

    kind: ClassVar[str] = "array"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "numbers", "answers")
    needs: ClassVar[Needs] = "arrays"
    of: One = Field(description="The name of the array, or files, as in `depth/*.npy`.")
    augment: tuple[AnyAugmentation, ...] = Field(
        (), description="Random changes of this field alone."
    )

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:
        """What the file says; numbers alone also as vectors of one."""
        known = found[0].shape if found else None
        if known is None:
            return ()
        return (known,) if known else ((1,), ())

    def said(self, found: Sequence[Column] | None) -> str:
        """Its shape."""
        known = found[0].shape if found else None
        if known is None:
            return "is arrays"
        sizes = "×".join("any" if size is None else str(size) for size in known)
        return f"is arrays of {sizes}" if known else "is one number"
