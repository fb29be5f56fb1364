"""Positions in the opposite order."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Layer, Shapes, Window
from archspec.kind.axes import Axes, no_axis
from archspec.shapes import Shape


class Flip(Layer):
    """Reverses the order along an axis, or along several: the last position comes first.

    `flip: 0` makes N×C tokens run from the end; `flip: 2` mirrors an image left to right, and
    `flip: [1, 2]` turns it by 180°.
    """

    kind: ClassVar[str] = "flip"
    main: ClassVar[str | None] = "axis"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    axis: Axes = Field(description="The axis or axes, from 0 and without the batch.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        return no_axis(max(self.axis), shapes[0]) or shapes[0]

    def window(self, shapes: Shapes) -> Window | None:
        """The position at the other end; the position itself, where channels alone are turned."""
        return None if self.axis == (shapes[0].channel_axis,) else Window(moved=True)

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The flip of torch, whose axes count the batch."""
        return Function("torch.flip", {"dims": tuple(axis + 1 for axis in self.axis)})
