"""One position along an axis."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Function, Layer, Shapes, Window
from archspec.kind.axes import no_axis
from archspec.kind.fields import Axis, Index
from archspec.shapes import Shape


class Select(Layer):
    """Takes one position along an axis, which goes: the class token of a sequence is its first.

    `select: 0` makes N×C tokens a vector of C channels.
    """

    kind: ClassVar[str] = "select"
    main: ClassVar[str | None] = "index"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    index: Index = Field(0, description="The position, from 0; −1 is the last.")
    axis: Axis = Field(0, description="The axis, from 0 and without the batch.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The shape without that axis."""
        shape = shapes[0]
        if not shape.spatial:
            return self._of_a_vector(shape)
        if problem := no_axis(self.axis, shape):
            return problem
        size = shape.dims[self.axis]
        if not -size <= self.index < size:
            message = f"`index` is {self.index}, but the positions are 0 to {size - 1}"
            return Problem("A407", message, ("index",), label=f"receives {shape}")
        dims = shape.dims[: self.axis] + shape.dims[self.axis + 1 :]
        channels = shape.channel_axis - (shape.channel_axis > self.axis)
        return Shape(dims, min(channels, len(dims) - 1))

    def _of_a_vector(self, shape: Shape) -> Problem:
        message = "`select` takes an axis away, and a vector has only one"
        bounds = f"start: {self.index}, end: {self.index + 1}" if self.index + 1 else "start: -1"
        fix = Fix(f"keep a vector of one number: `slice: {{{bounds}}}`")
        return Problem("A407", message, ("axis",), label=f"receives {shape}", fixes=(fix,))

    def window(self, shapes: Shapes) -> Window:
        """The position that is taken; all of them, where positions become channels."""
        mixed = self.axis == shapes[0].channel_axis
        return Window(whole=True) if mixed else Window(moved=True)

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The select of torch, whose axes count the batch."""
        return Function("torch.select", {"dim": self.axis + 1, "index": self.index})
