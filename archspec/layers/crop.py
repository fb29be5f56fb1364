"""The middle of an image."""

from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind import Function, Module, Shapes, Window
from archspec.kind.fitting import Fitting
from archspec.kind.spatial import not_spatial, simplest, times, torch_class, wrong_axes
from archspec.shapes import Shape


class Crop(Fitting):
    """Keeps the middle of its input, of a `size` or of the size of the value that `like` names.

    So a long skip meets what convolutions without padding have made smaller (Ronneberger et al.
    2015, arXiv:1505.04597). Of an odd difference, one more is cut off at the end.
    """

    kind: ClassVar[str] = "crop"
    main: ClassVar[str | None] = "size"
    family: ClassVar[str] = "shape"
    purpose: ClassVar[str] = "to crop"
    keeps_whole: ClassVar[bool] = True

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
        if found := found or self.unlike(shapes):
            return found
        sizes = self.sizes(shapes)
        if any(size > have for size, have in zip(sizes, shape.sizes, strict=True)):
            message = f"{times(sizes)} cannot be cropped from {times(shape.sizes)}"
            field = "like" if self.size is None else "size"
            return Problem("A407", message, (field,), label=f"receives {shape}")
        return Shape((shape.channels, *sizes))

    def window(self, shapes: Shapes) -> Window:
        """The position in the same place, counted from the first that is kept."""
        ones = (1,) * shapes[0].spatial
        pairs = zip(shapes[0].sizes, self.sizes(shapes), strict=True)
        return Window(ones, ones, padding=tuple(-((have - size) // 2) for have, size in pairs))

    def lower(self, shapes: Shapes) -> Module | Function:
        """A padding by less than nothing, or a function of archspec.nn that looks at the other."""
        if self.size is None:
            return Function("archspec.nn.functional.crop_like")
        shape = shapes[0]
        pairs = zip(shape.sizes, self.sizes(shapes), strict=True)
        away = [have - size for have, size in pairs]
        sides = tuple(-side for gone in reversed(away) for side in (gone // 2, gone - gone // 2))
        return Module(torch_class("ZeroPad", shape), {"padding": simplest(sides)})
