"""Max pooling."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import Kernel, Padding
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import not_spatial, simplest, times, too_large, torch_class, wrong_axes
from archspec.shapes import Shape, extent, per_axis, slide

WINDOW = ("kernel", "stride", "padding", "dilation")


class MaxPool(Layer):
    """Keeps the largest value of each window, channel by channel."""

    kind: ClassVar[str] = "maxpool"
    main: ClassVar[str | None] = "kernel"
    family: ClassVar[str] = "pooling"

    kernel: Kernel = Field(description="Size of the window.")
    stride: Kernel | None = Field(None, description="Step of the window; the kernel if absent.")
    padding: Padding = Field(
        0, description="Positions added on each side, at most half the kernel."
    )
    dilation: Kernel = Field(1, description="Distance between the window's positions.")
    ceil_mode: bool = Field(False, description="Round sizes up, so that no row is dropped.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×smaller sizes."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape) or wrong_axes(self, WINDOW, shape)
        if found := found or self._misfit(shape):
            return found
        windows = zip(shape.sizes, *self._window(shape), strict=True)
        sizes = (slide(*window, ceil=self.ceil_mode) for window in windows)
        return Shape((shape.channels, *sizes))

    def window(self, shapes: Shapes) -> Window:
        """The kernel and its stride."""
        kernel, stride, _, dilation = self._window(shapes[0])
        return Window(tuple(map(extent, kernel, dilation)), stride)

    def lower(self, shapes: Shapes) -> Module:
        """torch's max pooling."""
        kernel, stride, padding, dilation = map(simplest, self._window(shapes[0]))
        options = {
            "stride": (stride, kernel),
            "padding": (padding, 0),
            "dilation": (dilation, 1),
            "ceil_mode": (self.ceil_mode, False),
        }
        args = {"kernel_size": kernel} | unlike_default(options)
        return Module(torch_class("MaxPool", shapes[0]), args)

    def _window(self, shape: Shape) -> tuple[tuple[int, ...], ...]:
        stride = self.kernel if self.stride is None else self.stride
        fields = (self.kernel, stride, self.padding, self.dilation)
        kernel, step, padding, dilation = (per_axis(value, shape.spatial) for value in fields)
        return kernel, step, padding, dilation

    def _misfit(self, shape: Shape) -> Problem | None:
        kernel, _, padding, dilation = self._window(shape)
        if any(pad > k // 2 for pad, k in zip(padding, kernel, strict=True)):
            message = f"padding of {times(padding)} is more than half the kernel ({times(kernel)})"
            note = "a window could then lie in the padding alone"
            return Problem("A407", message, ("padding",), notes=(note,))
        return too_large(shape, kernel, padding, dilation)
