"""What pools have in common: many positions become fewer, channel by channel."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind.fields import Kernel, PaddingOrSame
from archspec.kind.layer import Layer, Shapes, Window
from archspec.kind.lowering import Module, unlike_default
from archspec.kind.spatial import (
    not_spatial,
    simplest,
    times,
    too_large,
    torch_class,
    wrong_axes,
)
from archspec.shapes import (
    Shape,
    adaptive_extent,
    divided,
    extent,
    padded_before,
    per_axis,
    same_padding,
    slide,
)
from archspec.shapes.stretches import adaptive


class SlidingPool(Layer):
    """Takes one number from each window, with torch's `ceil_mode`."""

    main: ClassVar[str | None] = "kernel"
    family: ClassVar[str] = "pooling"
    fields_per_axis: ClassVar[tuple[str, ...]] = ("kernel", "stride", "padding")
    copies: ClassVar[bool] = True

    kernel: Kernel = Field(description="Size of the window.")
    stride: Kernel | None = Field(None, description="Step of the window; the kernel if absent.")
    padding: PaddingOrSame = Field(
        0,
        description="Positions added on each side, at most half the kernel; `same` keeps the size "
        "at stride 1, `same_upper` divides it by the stride, rounded up.",
    )
    ceil_mode: bool = Field(False, description="Round sizes up, so that no row is dropped.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×smaller sizes."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape) or wrong_axes(self, self.fields_per_axis, shape)
        if found := found or self._misfit(shape):
            return found
        return Shape((shape.channels, *self._sizes(shape)))

    def window(self, shapes: Shapes) -> Window:
        """The kernel, its stride, and the padding in which it begins."""
        kernel, stride, padding, dilation = self.sliding(shapes[0])
        reach = tuple(map(extent, kernel, dilation))
        if self.padding == "same_upper":
            padding = tuple(map(padded_before, shapes[0].sizes, reach, stride))
        return Window(reach, stride, padding=padding)

    def passes_on(self, *, training: bool) -> str:  # noqa: ARG002  it does so in both modes
        """Where each window is one position."""
        stride = self.kernel if self.stride is None else self.stride
        single = _all(self.kernel, 1) and _all(stride, 1) and _all(self.padding, 0)
        return f"`{self.kind}` over windows of one position changes nothing" if single else ""

    def sliding(self, shape: Shape) -> tuple[tuple[int, ...], ...]:
        """Kernel, stride, padding and dilation, each with one number per axis.

        Of padding that is a word, the smaller side at stride 1.
        """
        stride = self.kernel if self.stride is None else self.stride
        fields = (self.kernel, stride, getattr(self, "dilation", 1))
        kernel, step, dilation = (per_axis(value, shape.spatial) for value in fields)
        if isinstance(self.padding, str):
            padding = tuple((extent(k, d) - 1) // 2 for k, d in zip(kernel, dilation, strict=True))
        else:
            padding = per_axis(self.padding, shape.spatial)
        return kernel, step, padding, dilation

    def pads_by_size(self, shape: Shape) -> bool:
        """Whether what it pads depends on the size of the input, or is more than torch can."""
        if not isinstance(self.padding, str):
            return False
        kernel, stride, padding, dilation = self.sliding(shape)
        even = None in map(same_padding, kernel, dilation)
        far = any(pad > k // 2 for pad, k in zip(padding, kernel, strict=True))
        return stride != (1,) * shape.spatial or even or far

    def _sizes(self, shape: Shape) -> tuple[int, ...]:
        if isinstance(self.padding, str):
            return tuple(map(divided, shape.sizes, self.sliding(shape)[1]))
        windows = zip(shape.sizes, *self.sliding(shape), strict=True)
        return tuple(slide(*window, ceil=self.ceil_mode) for window in windows)

    def _misfit(self, shape: Shape) -> Problem | None:
        kernel, stride, padding, dilation = self.sliding(shape)
        if isinstance(self.padding, str):
            return self._wrong_word(stride)
        if any(pad > k // 2 for pad, k in zip(padding, kernel, strict=True)):
            message = f"padding of {times(padding)} is more than half the kernel ({times(kernel)})"
            note = "a window could then lie in the padding alone"
            return Problem("A407", message, ("padding",), notes=(note,))
        # With `ceil_mode` a window may hang over the edge, so a kernel may exceed its input.
        fits = min(self._sizes(shape)) >= 1
        return None if fits else too_large(shape, kernel, padding, dilation)

    def _wrong_word(self, stride: tuple[int, ...]) -> Problem | None:
        """A word for padding that does not go with the other fields."""
        if self.padding == "same" and set(stride) != {1}:
            message = f"`padding: same` keeps the size, which a stride of {times(stride)} cannot"
            kept = Fix("keep the size with `stride: 1`", {"stride": 1})
            other = Fix("or divide it by the stride", {"padding": "same_upper"})
            return Problem("A407", message, ("padding",), fixes=(kept, other))
        if self.ceil_mode:
            message = f"`ceil_mode` says nothing about `padding: {self.padding}`"
            return Problem("A407", message, ("ceil_mode",), notes=("no row is dropped by it",))
        return None


class AdaptivePool(Layer):
    """Takes one number from each of as many windows as the output has positions."""

    main: ClassVar[str | None] = "size"
    family: ClassVar[str] = "pooling"
    torch_name: ClassVar[str]

    size: Kernel = Field(description="Size of the output.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×size."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape) or wrong_axes(self, ("size",), shape)
        return found or Shape((shape.channels, *per_axis(self.size, shape.spatial)))

    def window(self, shapes: Shapes) -> Window:
        """The widest window; every position where the output has only one, or of an open size."""
        shape = shapes[0]
        outputs = per_axis(self.size, shape.spatial)
        if set(outputs) == {1} or shape.open_names:
            return Window(whole=True)
        pairs = list(zip(shape.sizes, outputs, strict=True))
        return Window(
            tuple(adaptive_extent(*pair) for pair in pairs),
            tuple(max(size // out, 1) for size, out in pairs),
            stretches=tuple(adaptive(*pair) for pair in pairs),
        )

    def lower(self, shapes: Shapes) -> Module:
        """The class of torch.nn for the number of axes."""
        size = simplest(per_axis(self.size, shapes[0].spatial))
        return Module(torch_class(self.torch_name, shapes[0]), {"output_size": size})


class GlobalPool(Layer):
    """Takes one number from all positions of a channel."""

    family: ClassVar[str] = "pooling"
    target: ClassVar[str]

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes, or positions×C where channels come last, to (C)."""
        shape = shapes[0]
        if shape.spatial:
            return Shape((shape.channels,))
        message = f"`{self.kind}` needs positions to pool, but it receives a vector"
        return Problem("A404", message, label=f"receives {shape}, one number per channel already")

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Every position."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:
        """The class of archspec.nn; its axes count the batch."""
        axis = unlike_default({"channel_axis": (shapes[0].channel_axis + 1, 1)})
        return Module(self.target, axis)


def _all(value: str | int | tuple[int, ...], number: int) -> bool:
    """Whether a field that holds one number, or one for each axis, has this one throughout."""
    return set(value if isinstance(value, tuple) else (value,)) == {number}
