"""The middle of an image."""

from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes
from archspec.kind.fitting import Fitting
from archspec.kind.spatial import not_spatial, simplest, times, torch_class, wrong_axes
from archspec.shapes import Shape, per_axis


class Crop(Fitting):
    """Keeps the middle of its input, of a `size` or of the size of the value that `like` names.

    So a long skip meets what convolutions without padding have made smaller (Ronneberger et al.
    2015, arXiv:1505.04597). Of an odd difference, one more is cut off at the end.
    """

    kind: ClassVar[str] = "crop"
    main: ClassVar[str | None] = "size"
    family: ClassVar[str] = "shape"
    purpose: ClassVar[str] = "to crop"

    def unfit(self) -> Problem | None:
        """Both ways to say the size, or neither."""
        if (self.size is None) != (self.like is None):
            return None
        have = "neither" if self.size is None else "both"
        return Problem("A213", f"`crop` needs either `size` or `like`, and has {have}")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×size."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape, self.purpose) or wrong_axes(self, ("size",), shape)
        if found:
            return found
        sizes = per_axis(self.size or 1, shape.spatial)
        if any(size > have for size, have in zip(sizes, shape.sizes, strict=True)):
            message = f"{times(sizes)} cannot be cropped from {times(shape.sizes)}"
            return Problem("A407", message, ("size",), label=f"receives {shape}")
        return Shape((shape.channels, *sizes))

    def lower(self, shapes: Shapes) -> Module:
        """A padding by less than nothing."""
        shape = shapes[0]
        sizes = per_axis(self.size or 1, shape.spatial)
        away = [have - size for size, have in zip(sizes, shape.sizes, strict=True)]
        sides = tuple(-side for gone in reversed(away) for side in (gone // 2, gone - gone // 2))
        return Module(torch_class("ZeroPad", shape), {"padding": simplest(sides)})
