"""Values side by side, along their channels or another axis."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Shapes, Window
from archspec.kind.axes import no_axis
from archspec.kind.fields import Axis
from archspec.kind.merging import CONCATENATE, Merging, cannot_merge
from archspec.shapes import Shape


class Concat(Merging):
    """The channels of this value and of others above it, one after the other.

    With `axis` it is the positions of that axis: `concat: {with: words, axis: 0}` sets tokens
    behind tokens.
    """

    kind: ClassVar[str] = "concat"
    verb: ClassVar[str] = CONCATENATE
    symbol: ClassVar[str] = ""
    chooses: ClassVar[bool] = True

    axis: Axis | None = Field(
        None, description="The axis, from 0 and without the batch; the channels where absent."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The sum of the sizes along the axis; every other size must agree."""
        first = shapes[0]
        axis = first.channel_axis if self.axis is None else self.axis
        if problem := no_axis(axis, first):
            return problem
        others = {(s.dims[:axis], s.dims[axis + 1 :], s.channel_axis) for s in shapes}
        if len(others) > 1 or len({len(s.dims) for s in shapes}) > 1:
            return cannot_merge(self.verb, shapes, self.with_ if self.axis is None else ())
        total = sum(shape.dims[axis] for shape in shapes)
        return Shape((*first.dims[:axis], total, *first.dims[axis + 1 :]), first.channel_axis)

    def window(self, shapes: Shapes) -> Window | None:
        """The position itself; along an axis of positions it has another place afterwards."""
        if self.axis in (None, shapes[0].channel_axis):
            return None
        return Window(moved=True)

    def lower(self, shapes: Shapes) -> Function:
        """The concatenation of torch along the axis, behind the batch axis."""
        axis = shapes[0].channel_axis if self.axis is None else self.axis
        return Function("torch.cat", {"dim": axis + 1}, takes="list")
