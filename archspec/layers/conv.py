"""Convolution."""

from collections.abc import Mapping
from functools import lru_cache
from math import prod
from typing import ClassVar, Literal, TypeAlias

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Builder, Module, Reweighted, Shapes, Value, Window
from archspec.kind.composite import composite
from archspec.kind.fields import Act, Count, DropoutLayer, Kernel, Norm, PaddingOrSame, Width
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import (
    not_spatial,
    reflected_too_far,
    simplest,
    times,
    too_large,
    torch_class,
    wrong_axes,
    wrong_groups,
)
from archspec.shapes import (
    Shape,
    divided,
    extent,
    padded_before,
    per_axis,
    same_padding,
    slide,
)

WINDOW = ("kernel", "stride", "padding", "dilation")

Sizes: TypeAlias = int | tuple[int, ...]
"""One number, or one for each axis."""


class Conv(Reweighted):
    """A convolution: each output channel weighs a window of every input channel.

    In one, two or three dimensions, by the input. `norm`, `act` and `dropout` add these layers
    after it, in this order; with `norm` the bias is dropped unless it is written, since the
    normalisation would take it away again.

    Sizes are (W − K + 2P)/S + 1, rounded down (Dumoulin and Visin 2016, arXiv:1603.07285).
    """

    kind: ClassVar[str] = "conv"
    main: ClassVar[str | None] = "width"
    family: ClassVar[str] = "convolution"
    linear_map: ClassVar[bool] = True
    standardizes: ClassVar[bool] = True

    width: Width = Field(description="Output channels.")
    kernel: Kernel = Field(3, description="Size of the window.")
    stride: Kernel = Field(1, description="Step of the window.")
    padding: PaddingOrSame = Field(
        0,
        description="Positions added on each side; `same` keeps the size at stride 1, `same_upper` "
        "divides it by the stride, rounded up, with the larger half at the end.",
    )
    dilation: Kernel = Field(1, description="Distance between the window's positions.")
    groups: Count = Field(1, description="Groups of channels that do not see each other.")
    bias: bool = Field(True, description="Whether to add a number per output channel.")
    padding_mode: Literal["zeros", "reflect", "replicate", "circular"] = Field(
        "zeros", description="What the padding holds."
    )
    norm: Norm | None = Field(None, description="A normalisation after it, which drops the bias.")
    act: Act | None = Field(None, description="An activation after that.")
    dropout: DropoutLayer | None = Field(None, description="Dropout after that.")

    def build(self, builder: Builder, value: Value) -> Value:
        """It, or a scope of conv, norm, act and dropout where any of these is asked for."""
        return composite(self, (self.norm, self.act, self.dropout), builder, value)

    def is_one(self) -> bool:
        """Whether it is one layer, or a scope without a `from` of its own."""
        return self.from_ is None or not (self.norm or self.act or self.dropout)

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to width×sizes."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape) or wrong_axes(self, WINDOW, shape)
        if found := found or self._misfit(shape):
            return found
        if isinstance(self.padding, str):
            steps = per_axis(self.stride, shape.spatial)
            return Shape((self.width, *map(divided, shape.sizes, steps)))
        return Shape((self.width, *map(slide, shape.sizes, *self._window(shape))))

    def plain(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (width, C/groups, kernel…) and `bias` (width)."""
        kernel = per_axis(self.kernel, shapes[0].spatial)
        weight = (self.width, shapes[0].channels // self.groups, *kernel)
        return {"weight": weight, "bias": (self.width,)} if self.bias else {"weight": weight}

    def macs(self, shapes: Shapes, output: Shape) -> int:
        """Every weight is used once at every position of the output."""
        return prod(self.plain(shapes)["weight"]) * prod(output.sizes)

    def window(self, shapes: Shapes) -> Window:
        """The kernel, its stride, and the padding in which it begins."""
        kernel, stride, padding, dilation = self._window(shapes[0])
        reach = tuple(map(extent, kernel, dilation))
        if self.padding == "same_upper":
            padding = tuple(map(padded_before, shapes[0].sizes, reach, stride))
        return Window(reach, stride, padding=padding)

    def lower(self, shapes: Shapes) -> Module:
        """The convolution of torch; `same` becomes numbers wherever both sides are equal.

        `same_upper` under a stride pads by the size of the input, as one of archspec.nn does.
        """
        shape = shapes[0]
        by_size = self.padding == "same_upper" and not self._keeps_size(shape)
        kernel, stride, padding, dilation = map(simplest, self._window(shape))
        options = {
            "stride": (stride, 1),
            "padding": (0 if by_size else "same" if self._uneven(shape) else padding, 0),
            "dilation": (dilation, 1),
            "groups": (self.groups, 1),
            "bias": (self.bias, True),
            "padding_mode": (self.padding_mode, "zeros"),
        }
        sizes = {"in_channels": shape.channels, "out_channels": self.width, "kernel_size": kernel}
        name = f"archspec.nn.Conv{shape.spatial}dSame" if by_size else torch_class("Conv", shape)
        return self.reweighted(Module(name, sizes | unlike_default(options)))

    def _keeps_size(self, shape: Shape) -> bool:
        return per_axis(self.stride, shape.spatial) == (1,) * shape.spatial

    def _window(self, shape: Shape) -> tuple[tuple[int, ...], ...]:
        """Kernel, stride, padding, dilation; of uneven `same` padding, the smaller side."""
        fields = (self.kernel, self.stride, self.padding, self.dilation)
        return _per_axis(*fields, shape.spatial)

    def _uneven(self, shape: Shape) -> bool:
        """Whether `same` needs one more row after than before."""
        if not isinstance(self.padding, str):
            return False
        kernel, _, _, dilation = self._window(shape)
        return None in map(same_padding, kernel, dilation)

    def _misfit(self, shape: Shape) -> Problem | None:
        """Why the fields do not go together, or not with the input."""
        kernel, stride, padding, dilation = self._window(shape)
        if self.padding == "same" and not self._keeps_size(shape):
            return _strided_same(stride, kernel, dilation)
        if self.padding == "same_upper" and self.padding_mode != "zeros":
            message = f"`same_upper` pads with zeros, and `padding_mode` is `{self.padding_mode}`"
            return Problem("A407", message, ("padding_mode",))
        if found := wrong_groups(self.groups, shape.channels, self.width):
            return found
        if isinstance(self.padding, str):
            larger = tuple(extent(k, d) // 2 for k, d in zip(kernel, dilation, strict=True))
            return reflected_too_far(self.padding_mode, larger, shape)
        fits_with_same = stride == (1,) * shape.spatial and None not in map(
            same_padding, kernel, dilation
        )
        fix = Fix("keep the size by padding", {"padding": "same"}) if fits_with_same else None
        return too_large(shape, kernel, padding, dilation, fix) or reflected_too_far(
            self.padding_mode, padding, shape
        )


@lru_cache(maxsize=1024)
def _per_axis(
    kernel: Sizes, stride: Sizes, padding: Sizes | str, dilation: Sizes, axes: int
) -> tuple[tuple[int, ...], ...]:
    """These four axis by axis: asked for at every convolution, and alike in most."""
    kernels, dilations = per_axis(kernel, axes), per_axis(dilation, axes)
    if isinstance(padding, str):
        halves = tuple((extent(k, d) - 1) // 2 for k, d in zip(kernels, dilations, strict=True))
    else:
        halves = per_axis(padding, axes)
    return kernels, per_axis(stride, axes), halves, dilations


def _strided_same(
    stride: tuple[int, ...], kernel: tuple[int, ...], dilation: tuple[int, ...]
) -> Problem:
    halves = tuple((extent(k, d) - 1) // 2 for k, d in zip(kernel, dilation, strict=True))
    half = simplest(halves)
    written = half if isinstance(half, int) else list(half)
    return Problem(
        "A407",
        f"`padding: same` keeps the size, which a stride of {times(stride)} cannot",
        ("padding",),
        fixes=(
            Fix(f"divide the size by the stride with `padding: {written}`", {"padding": written}),
            Fix("or as TensorFlow does, with `padding: same_upper`", {"padding": "same_upper"}),
        ),
    )
