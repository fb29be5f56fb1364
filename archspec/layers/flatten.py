"""From an image to a vector."""

from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import Axis
from archspec.kind.lowering import unlike_default
from archspec.kind.positions import reread
from archspec.shapes import Shape


class Flatten(Layer):
    """Lays every number of its input in one row, channel after channel.

    With `start` and `end` it joins only these axes: `flatten: {start: 1}` makes a C×H×W image a
    series of H·W positions with C channels.
    """

    kind: ClassVar[str] = "flatten"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    start: Axis = Field(0, description="The first axis to join, from 0 and without the batch.")
    end: Axis | None = Field(None, description="The last axis to join; the input's if absent.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape to (elements), or with the given axes as one."""
        shape = shapes[0]
        last = shape.spatial if self.end is None else self.end
        for name, axis in (("start", self.start), ("end", last)):
            if axis > shape.spatial:
                message = (
                    f"`{name}` is axis {axis}, but the last axis of the input is {shape.spatial}"
                )
                return Problem("A407", message, (name,), label=f"the input is {shape}")
        if self.start > last:
            message = f"`start` is axis {self.start}, behind `end`, which is {last}"
            return Problem("A407", message, ("start",))
        joined = prod(shape.dims[self.start : last + 1])
        axis = shape.channel_axis
        channels = min(axis, self.start) if axis <= last else axis - (last - self.start)
        return Shape((*shape.dims[: self.start], joined, *shape.dims[last + 1 :]), channels)

    def window(self, shapes: Shapes) -> Window | None:
        """The position itself, unless channels and positions mix."""
        result = self.infer(shapes)
        return reread(shapes[0], result) if isinstance(result, Shape) else None

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The flatten of torch, whose axes count the batch."""
        end = -1 if self.end is None else self.end + 1
        options = {"start_dim": (self.start + 1, 1), "end_dim": (end, -1)}
        return Module("torch.nn.Flatten", unlike_default(options))
