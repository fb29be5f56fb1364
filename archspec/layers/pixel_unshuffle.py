"""From pixels to channels."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import Count
from archspec.kind.spatial import not_an_image
from archspec.kind.unsized import as_multiples, needs_size
from archspec.shapes import Shape


class PixelUnshuffle(Layer):
    """Makes images smaller without loss, space to depth: C×rH×rW becomes r²·C×H×W.

    It undoes `pixel_shuffle`: each r×r square of a channel becomes r² channels (Shi et al. 2016,
    arXiv:1609.05158).
    """

    kind: ClassVar[str] = "pixel_unshuffle"
    main: ClassVar[str | None] = "factor"
    family: ClassVar[str] = "resampling"
    keeps_whole: ClassVar[bool] = True

    factor: Count = Field(description="How many times smaller, r.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """From C×rH×rW to r²·C×H×W."""
        shape = shapes[0]
        if found := not_an_image(self.kind, shape):
            return found
        if shape.open_names and any(size % self.factor for size in shape.sizes):
            what = f"a factor of {self.factor} must divide"
            fix = as_multiples(self.factor, shape.open_names)
            return needs_size(self.kind, shape.sizes, what, fix, ("factor",))
        if any(size % self.factor for size in shape.sizes):
            message = f"a factor of {self.factor} does not divide {shape.sizes[0]}×{shape.sizes[1]}"
            return Problem("A407", message, ("factor",), label=f"receives {shape}")
        sizes = (size // self.factor for size in shape.sizes)
        return Shape((shape.channels * self.factor**2, *sizes))

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """An r×r square."""
        return Window((self.factor, self.factor), (self.factor, self.factor))

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The pixel unshuffle of torch."""
        return Module("torch.nn.PixelUnshuffle", {"downscale_factor": self.factor})
