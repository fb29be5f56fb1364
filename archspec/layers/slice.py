"""A stretch of an axis."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Layer, Shapes, Window
from archspec.kind.axes import no_axis
from archspec.kind.fields import Axis, Count, Index
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, open_names
from archspec.shapes.size import Whole


class Slice(Layer):
    """Takes a stretch of an axis, by default of the channels.

    Either from `start` to `end`, as in Python, or the `part` of so many equal ones: `slice:
    {part: 1, of: 2}` is the second half of the channels.
    """

    kind: ClassVar[str] = "slice"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    start: Index | None = Field(
        None, description="The first position, 0 where only `end` is given; −1 is the last of all."
    )
    end: Index | None = Field(None, description="The first position behind it; the axis's end.")
    part: Index | None = Field(None, description="Which of the equal parts, from 0.")
    of: Count | None = Field(None, description="How many equal parts there are.")
    axis: Axis | None = Field(
        None, description="The axis, from 0 and without the batch; the channels where absent."
    )

    def unfit(self) -> Problem | None:
        """Neither a stretch nor a part, or both."""
        stretch = self.start is not None or self.end is not None
        if stretch == (self.part is not None or self.of is not None):
            have = "both" if stretch else "neither"
            message = f"`slice` needs `start` or `end`, or else `part` and `of`, and has {have}"
            return Problem("A213", message)
        if not stretch and (self.part is None or self.of is None):
            missing = "part" if self.part is None else "of"
            return Problem("A213", f"a part of equal ones needs `{missing}` as well")
        return None

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The shape with a shorter axis."""
        shape = shapes[0]
        axis = self._axis(shape)
        if problem := no_axis(axis, shape):
            return problem
        size = shape.dims[axis]
        if self.of is not None and open_names((size,)):
            what = f"{self.of} equal parts are made of"
            return needs_size(self.kind, (size,), what, field=("of",))
        if self.of is not None and size % self.of:
            message = f"an axis of {size} has no {self.of} equal parts"
            return Problem("A405", message, ("of",), label=f"receives {shape}")
        start, end = self._bounds(size)
        if not 0 <= start < end <= size:
            return self._nothing(start, end, shape, size)
        dims = (*shape.dims[:axis], end - start, *shape.dims[axis + 1 :])
        return Shape(dims, shape.channel_axis)

    def _nothing(self, start: Whole, end: Whole, shape: Shape, size: Whole) -> Problem:
        """Positions that the axis does not have, at the field that asks for them."""
        if self.of is not None:
            message = f"there is no part {self.part} of {self.of}: parts count from 0"
            return Problem("A407", message, ("part",), label=f"receives {shape}")
        message = f"from {start} to {end} is no stretch of an axis of {size}"
        field = "start" if self.end is None or (self.start is not None and end <= size) else "end"
        return Problem("A407", message, (field,), label=f"receives {shape}")

    def window(self, shapes: Shapes) -> Window | None:
        """The position in the same place, counted from the first that is taken."""
        shape = shapes[0]
        axis = self._axis(shape)
        if axis == shape.channel_axis:
            return None
        place, (start, _) = axis - (axis > shape.channel_axis), self._bounds(shape.dims[axis])
        ones = (1,) * shape.spatial
        cut = tuple(-start if i == place else 0 for i in range(shape.spatial))
        return Window(ones, ones, padding=cut)

    def lower(self, shapes: Shapes) -> Function:
        """The narrow of torch, whose axes count the batch."""
        axis = self._axis(shapes[0])
        start, end = self._bounds(shapes[0].dims[axis])
        args = {"dim": axis + 1, "start": start, "length": end - start}
        return Function("torch.narrow", args)

    def _axis(self, shape: Shape) -> int:
        return shape.channel_axis if self.axis is None else self.axis

    def _bounds(self, size: int) -> tuple[int, int]:
        """Where the stretch begins, and where the rest does."""
        if self.of is not None and self.part is not None:
            length = size // self.of
            part = self.part + self.of * (self.part < 0)
            return part * length, (part + 1) * length
        start, end = self.start or 0, size if self.end is None else self.end
        return start + size * (start < 0), end + size * (end < 0)
