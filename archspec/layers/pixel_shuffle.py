"""From channels to pixels."""

from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import Count
from archspec.kind.spatial import not_an_image
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, open_names
from archspec.shapes.stretches import resampled


class PixelShuffle(Layer):
    """Makes images larger out of their channels: r²·C×H×W becomes C×rH×rW.

    Each r² channels fill an r×r square of one channel (Shi et al. 2016, arXiv:1609.05158).
    """

    kind: ClassVar[str] = "pixel_shuffle"
    main: ClassVar[str | None] = "factor"
    family: ClassVar[str] = "resampling"
    keeps_whole: ClassVar[bool] = True

    factor: Count = Field(description="How many times larger, r.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """From r²·C×H×W to C×rH×rW."""
        shape, square = shapes[0], self.factor**2
        if found := not_an_image(self.kind, shape):
            return found
        if open_names((shape.channels,)) and shape.channels % square:
            return needs_size(self.kind, (shape.channels,), f"{square} must divide")
        if shape.channels % square:
            message = f"a factor of {self.factor} needs a multiple of {square:,} channels"
            label = f"receives {shape.channels:,} channels"
            return Problem("A405", message, ("factor",), label)
        return Shape((shape.channels // square, *(self.factor * s for s in shape.sizes)))

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """One position, r times finer."""
        finer = resampled(Fraction(1, self.factor))
        return Window((1, 1), (self.factor,) * 2, upsampling=True, stretches=(finer,) * 2)

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The pixel shuffle of torch."""
        return Module("torch.nn.PixelShuffle", {"upscale_factor": self.factor})
