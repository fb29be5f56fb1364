"""Many numbers along an axis become one."""

from collections.abc import Sequence
from math import prod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import REAL, Function, Layer, Numbers, Shapes, Takes, Window
from archspec.kind.axes import Axes, no_axis
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape

FUNCTIONS = {
    "mean": "torch.mean",
    "sum": "torch.sum",
    "max": "torch.amax",
    "min": "torch.amin",
    "norm": "torch.linalg.vector_norm",
    "std": "torch.std",
    "var": "torch.var",
    "logsumexp": "torch.logsumexp",
    "argmax": "torch.argmax",
}
SPREADS = ("std", "var")
"""What is measured around a mean, so that one number has none."""

REAL_ONLY = (*SPREADS, "mean", "norm")
"""What torch has for real numbers alone."""


class Reduce(Layer):
    """The mean, sum, largest, spread or length of the numbers along an axis, or along several.

    By default along the channels; with `keep` the axis stays, with one position, so that the result
    can be multiplied with what it was made of. `norm` is the root of the sum of squares, `std` and
    `var` are the deviation and variance, `logsumexp` is a smooth `max`, and `argmax` the position
    of the largest, a whole number through which no gradient flows.
    """

    kind: ClassVar[str] = "reduce"
    main: ClassVar[str | None] = "by"
    family: ClassVar[str] = "merge"

    by: Literal["mean", "sum", "max", "min", "norm", "std", "var", "logsumexp", "argmax"] = Field(
        description="What to compute."
    )
    axis: Axes | None = Field(
        None,
        description="The axis or axes, from 0 and without the batch; the channels if absent.",
    )
    keep: bool = Field(False, description="Whether the axis stays, with one position.")
    correction: Annotated[int, Field(ge=0, le=1)] = Field(
        1,
        description="What `std` and `var` take from the count: 1 estimates those of a population.",
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The shape without these axes, or with 1 in their place."""
        shape = shapes[0]
        axes = self._axes(shape)
        if problem := no_axis(max(axes), shape) or self._misfit(axes, shape):
            return problem
        if self.keep:
            dims = tuple(1 if i in axes else size for i, size in enumerate(shape.dims))
            return Shape(dims, shape.channel_axis)
        left = [i for i in range(len(shape.dims)) if i not in axes]
        if not left:
            message = f"no axis of {shape} is left: `keep: true` leaves one position"
            return Problem("A407", message, label=f"receives {shape}")
        channels = left.index(shape.channel_axis) if shape.channel_axis in left else 0
        return Shape(tuple(shape.dims[i] for i in left), channels)

    def takes_at(self, place: int) -> Takes:  # noqa: ARG002  it takes one value
        """Real numbers for what is measured by a mean or a root; else any."""
        return "real" if self.by in REAL_ONLY else "any"

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:
        """Positions are whole, and so are the sum and the largest of whole numbers."""
        if self.by == "argmax":
            count = shapes[0].dims[self._axes(shapes[0])[0]]
            return Numbers(real=False, whole=True, below=count if type(count) is int else None)
        if self.by in ("max", "min"):
            return given[0]
        return given[0].unbounded() if self.by == "sum" else REAL

    def window(self, shapes: Shapes) -> Window | None:
        """Every position, unless it is the channels that become one number."""
        shape = shapes[0]
        alone = self.keep and self._axes(shape) == (shape.channel_axis,)
        return None if alone or not shape.spatial else Window(whole=True)

    def takes_largest(self) -> bool:
        """Where that is what it computes."""
        return self.by == "max"

    def lower(self, shapes: Shapes) -> Function:
        """The function of torch, whose axes count the batch."""
        axes = tuple(axis + 1 for axis in self._axes(shapes[0]))
        dim = axes[0] if len(axes) == 1 else axes
        options = {"correction": (self.correction, 1), "keepdim": (self.keep, False)}
        return Function(FUNCTIONS[self.by], {"dim": dim} | unlike_default(options))

    def unfit(self) -> Problem | None:
        """A correction of what has none."""
        if self.correction == 1 or self.by in SPREADS:
            return None
        message = f"`correction` says nothing about `by: {self.by}`"
        return Problem("A407", message, ("correction",))

    def _misfit(self, axes: tuple[int, ...], shape: Shape) -> Problem | None:
        """Axes along which this cannot be computed."""
        if self.by == "argmax" and len(axes) > 1:
            message = "`argmax` gives a position along one axis, and `axis` names several"
            fixes = (Fix("make one axis of them before", before=("flatten",)),)
            return Problem("A407", message, ("axis",), fixes=fixes)
        count = prod(shape.dims[axis] for axis in axes)
        if self.by in SPREADS and self.correction == 1 and count == 1:
            message = f"`{self.by}` of one number is not a number"
            fixes = (Fix("measure the spread among all there are with `correction: 0`"),)
            return Problem("A407", message, ("axis",), f"receives {shape}", fixes=fixes)
        return None

    def _axes(self, shape: Shape) -> tuple[int, ...]:
        return (shape.channel_axis,) if self.axis is None else self.axis
