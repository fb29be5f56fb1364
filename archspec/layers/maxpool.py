"""Max pooling."""

from typing import ClassVar

from pydantic import Field

from archspec.kind import Module, Shapes
from archspec.kind.fields import Kernel
from archspec.kind.lowering import unlike_default
from archspec.kind.pooling import SlidingPool
from archspec.kind.spatial import simplest, torch_class


class MaxPool(SlidingPool):
    """Keeps the largest value of each window, channel by channel."""

    kind: ClassVar[str] = "maxpool"
    fields_per_axis: ClassVar[tuple[str, ...]] = ("kernel", "stride", "padding", "dilation")

    dilation: Kernel = Field(1, description="Distance between the window's positions.")

    def takes_largest(self) -> bool:
        """Always."""
        return True

    def lower(self, shapes: Shapes) -> Module:
        """The max pooling of torch, or of archspec.nn where it pads by size."""
        if self.pads_by_size(shapes[0]):
            kernels, strides, _, dilations = self.sliding(shapes[0])
            windows = {"kernel_size": kernels, "stride": strides, "dilation": dilations}
            return Module("archspec.nn.MaxPoolSame", windows)
        kernel, stride, padding, dilation = map(simplest, self.sliding(shapes[0]))
        options = {
            "stride": (stride, kernel),
            "padding": (padding, 0),
            "dilation": (dilation, 1),
            "ceil_mode": (self.ceil_mode, False),
        }
        args = {"kernel_size": kernel} | unlike_default(options)
        return Module(torch_class("MaxPool", shapes[0]), args)
