"""Average pooling."""

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes
from archspec.kind.fields import Count
from archspec.kind.lowering import unlike_default
from archspec.kind.pooling import SlidingPool
from archspec.kind.spatial import simplest, too_large, torch_class
from archspec.shapes import Shape


class AvgPool(SlidingPool):
    """Averages each window, channel by channel."""

    kind: ClassVar[str] = "avgpool"

    count_include_pad: bool = Field(
        True, description="Whether the zeros of the padding count in the average."
    )
    divisor_override: Count | None = Field(
        None, description="What the sum is divided by, instead of the number of positions."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×smaller sizes."""
        if self.divisor_override is not None and shapes[0].spatial == 1:
            message = "`divisor_override` works on images and volumes, but this is a series"
            return Problem("A407", message, ("divisor_override",), f"the input is {shapes[0]}")
        found = super().infer(shapes)
        if isinstance(found, Problem):
            return found
        if self.divisor_override is not None and self.pads_by_size(shapes[0]):
            message = f"`divisor_override` does not go with `padding: {self.padding}`"
            return Problem("A407", message, ("divisor_override",))
        return self._too_large_unpadded(shapes[0]) or found

    def passes_on(self, *, training: bool) -> str:
        """Where each window is one position, and is divided by 1."""
        return "" if self.divisor_override else super().passes_on(training=training)

    def lower(self, shapes: Shapes) -> Module:
        """The average pooling of torch, or of archspec.nn where it pads by size."""
        if self.pads_by_size(shapes[0]):
            kernels, strides, _, _ = self.sliding(shapes[0])
            counts = unlike_default({"count_include_pad": (self.count_include_pad, True)})
            windows = {"kernel_size": kernels, "stride": strides}
            return Module("archspec.nn.AvgPoolSame", windows | counts)
        kernel, stride, padding, _ = map(simplest, self.sliding(shapes[0]))
        options = {
            "stride": (stride, kernel),
            "padding": (padding, 0),
            "ceil_mode": (self.ceil_mode, False),
            "count_include_pad": (self.count_include_pad, True),
            "divisor_override": (self.divisor_override, None),
        }
        args = {"kernel_size": kernel} | unlike_default(options)
        return Module(torch_class("AvgPool", shapes[0]), args)

    def _too_large_unpadded(self, shape: Shape) -> Problem | None:
        """A kernel that fits a volume only with its padding, which torch refuses in 3-D alone."""
        if shape.spatial < 3 or self.pads_by_size(shape):
            return None
        kernel, _, _, dilation = self.sliding(shape)
        found = too_large(shape, kernel, (0,) * shape.spatial, dilation)
        note = "on volumes the kernel of an `avgpool` must fit without padding and `ceil_mode`"
        return found and replace(found, notes=(note,))
