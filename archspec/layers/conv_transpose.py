"""Transposed convolution."""

from collections.abc import Mapping
from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Builder, Module, Reweighted, Shapes, Value, Window
from archspec.kind.composite import composite
from archspec.kind.fields import Act, Count, DropoutLayer, Kernel, Norm, Padding, Width
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import (
    not_spatial,
    simplest,
    times,
    torch_class,
    wrong_axes,
    wrong_groups,
)
from archspec.shapes import Shape, per_axis, spread, spread_extent
from archspec.shapes.stretches import spread_windows

WINDOW = ("kernel", "stride", "padding", "output_padding", "dilation")


class ConvTranspose(Reweighted):
    """A transposed convolution: each position of the input adds a weighted window to the output.

    With a stride it makes images larger, as a decoder does; with kernel 2 and stride 2 it doubles
    them. In one, two or three dimensions, by the input. `norm`, `act` and `dropout` add these
    layers after it, as for `conv`.

    Sizes are (W − 1)S − 2P + D(K − 1) + O + 1, where D is the dilation and O the output padding
    (Dumoulin and Visin 2016, arXiv:1603.07285).
    """

    kind: ClassVar[str] = "conv_transpose"
    main: ClassVar[str | None] = "width"
    family: ClassVar[str] = "convolution"

    width: Width = Field(description="Output channels.")
    kernel: Kernel = Field(3, description="Size of the window.")
    stride: Kernel = Field(1, description="Distance between the windows in the output.")
    padding: Padding = Field(0, description="Positions cut off on each side of the output.")
    output_padding: Padding = Field(
        0, description="Positions added at the end of each axis of the output."
    )
    dilation: Kernel = Field(1, description="Distance between the window's positions.")
    groups: Count = Field(1, description="Groups of channels that do not see each other.")
    bias: bool = Field(True, description="Whether to add a number per output channel.")
    norm: Norm | None = Field(None, description="A normalisation after it, which drops the bias.")
    act: Act | None = Field(None, description="An activation after that.")
    dropout: DropoutLayer | None = Field(None, description="Dropout after that.")

    def build(self, builder: Builder, value: Value) -> Value:
        """It, or a scope of it, norm, act and dropout where any of these is asked for."""
        return composite(self, (self.norm, self.act, self.dropout), builder, value)

    def is_one(self) -> bool:
        """Whether it is one layer, or a scope without a `from` of its own."""
        return self.from_ is None or not (self.norm or self.act or self.dropout)

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to width×larger sizes."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape) or wrong_axes(self, WINDOW, shape)
        found = found or wrong_groups(self.groups, shape.channels, self.width)
        if found := found or self._misfit(shape):
            return found
        return Shape((self.width, *self._sizes(shape)))

    def plain(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (C, width/groups, kernel…) and `bias` (width)."""
        kernel = per_axis(self.kernel, shapes[0].spatial)
        weight = (shapes[0].channels, self.width // self.groups, *kernel)
        return {"weight": weight, "bias": (self.width,)} if self.bias else {"weight": weight}

    def macs(self, shapes: Shapes, output: Shape) -> int:  # noqa: ARG002  the input counts here
        """Every weight is used once at every position of the input."""
        return prod(self.plain(shapes)["weight"]) * prod(shapes[0].sizes)

    def window(self, shapes: Shapes) -> Window:
        """The positions of the input whose windows reach one output."""
        kernel, stride, padding, _, dilation = self._window(shapes[0])
        return Window(
            tuple(map(spread_extent, kernel, stride, dilation)),
            stride,
            upsampling=True,
            stretches=tuple(map(spread_windows, kernel, stride, padding, dilation)),
        )

    def lower(self, shapes: Shapes) -> Module:
        """The transposed convolution of torch for the number of axes."""
        shape = shapes[0]
        kernel, stride, padding, output_padding, dilation = map(simplest, self._window(shape))
        options = {
            "stride": (stride, 1),
            "padding": (padding, 0),
            "output_padding": (output_padding, 0),
            "groups": (self.groups, 1),
            "bias": (self.bias, True),
            "dilation": (dilation, 1),
        }
        sizes = {"in_channels": shape.channels, "out_channels": self.width, "kernel_size": kernel}
        name = torch_class("ConvTranspose", shape)
        return self.reweighted(Module(name, sizes | unlike_default(options)))

    def _window(self, shape: Shape) -> tuple[tuple[int, ...], ...]:
        return tuple(per_axis(getattr(self, name), shape.spatial) for name in WINDOW)

    def _sizes(self, shape: Shape) -> tuple[int, ...]:
        return tuple(map(spread, shape.sizes, *self._window(shape)))

    def _misfit(self, shape: Shape) -> Problem | None:
        """Why the fields do not go together, or not with the input."""
        _, stride, padding, output_padding, dilation = self._window(shape)
        limits = tuple(map(max, stride, dilation))
        if any(more >= limit for more, limit in zip(output_padding, limits, strict=True)):
            more, most = times(output_padding), times(tuple(limit - 1 for limit in limits))
            return Problem(
                "A407",
                f"`output_padding` of {more} reaches beyond the next window",
                ("output_padding",),
                label=f"at most {most} here, less than the stride or the dilation",
            )
        if min(self._sizes(shape)) < 1:
            full = tuple(
                size + 2 * pad for size, pad in zip(self._sizes(shape), padding, strict=True)
            )
            message = f"`padding` of {times(padding)} leaves nothing of the output ({times(full)})"
            return Problem("A407", message, ("padding",), "cut off on each side")
        return None
