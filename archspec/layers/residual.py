"""Residual connections."""

from math import ceil
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import LOST, Builder, Function, Layer, Shapes, Value, make
from archspec.kind.fields import (
    Act,
    BlockDepth,
    Kernel,
    Layers,
    Norm,
    Shortcut,
    ShortcutField,
    Width,
)
from archspec.kind.merging import Merging
from archspec.kind.scoped import Inlined
from archspec.kind.spatial import simplest, times
from archspec.shapes import Shape, Size, slide

CLASSIC = ("width", "kernel", "stride", "norm", "depth")


class Residual(Inlined):
    """The input plus what the body makes of it: x + f(x) (He et al. 2016, arXiv:1512.03385).

    `shortcut` says how the input meets the sum: `identity`, the default, as it is; `project` by a
    strided 1×1 convolution, with a normalisation if the body has one; `pad` by strided
    subsampling and zero channels; `auto` by `identity` where shapes agree and `project` where they
    do not; `optional` by `identity` where shapes agree, and not at all where they do not, as in
    MobileNet; or by layers of your own. `act` follows the sum.

    Without a `body`, `width`, `kernel`, `stride`, `norm`, `act` and `depth` give the classic
    block: `depth` convolutions that keep the size, with the activation between them and after
    the sum.
    """

    kind: ClassVar[str] = "residual"
    main: ClassVar[str | None] = "body"
    family: ClassVar[str] = "container"

    body: Layers | None = Field(None, description="The layers of f.")
    shortcut: ShortcutField = Field(
        Shortcut(),
        description="identity, auto, project, pad, optional, a list of layers, or a mapping with "
        "a `name`.",
    )
    act: Act | None = Field(None, description="An activation after the sum.")
    width: Width | None = Field(None, description="Output channels of the classic block.")
    kernel: Kernel = Field(3, description="Kernel of the classic block.")
    stride: Kernel = Field(1, description="Stride of the classic block's first convolution.")
    norm: Norm | None = Field(None, description="Normalisation of the classic block.")
    depth: BlockDepth = Field(2, description="Convolutions of the classic block.")

    def unfit(self) -> Problem | None:
        """A body and the classic block's fields at once, or neither."""
        written = [name for name in CLASSIC if name in self.model_fields_set]
        if self.body is not None and written:
            message = f"`{written[0]}` belongs to the classic block, and this one has a `body`"
            return Problem("A213", message, (written[0],))
        if self.shortcut.layers is not None and "mode" in self.shortcut.model_fields_set:
            message = "`shortcut` has a `mode`, and `layers` of its own"
            return Problem("A213", message, ("shortcut", "mode"))
        sizes = self.kernel if isinstance(self.kernel, tuple) else (self.kernel,)
        if self.body is None and any(size % 2 == 0 for size in sizes):
            message = f"the classic block keeps sizes, which an even kernel ({times(sizes)}) cannot"
            return Problem("A407", message, ("kernel",))
        if self.body is None and self.width is None:
            message = "`residual` needs a `body`, or the `width` of the classic block"
            return Problem("A213", message)
        return super().unfit()

    def build(self, builder: Builder, value: Value) -> Value:
        """A scope of the body, the shortcut, their sum and the activation."""

        def inner(value: Value) -> Value:
            start = builder.mark()
            body = self._classic(builder, value)
            if self.body is not None:
                body = builder.layers(self.body, value)
            total = self._joined(builder, body, value, start)
            return total if self.act is None else builder.add(self.act, total)

        return self.scoped(builder, value, inner)

    def _classic(self, builder: Builder, value: Value) -> Value:
        """Convolutions that keep the size but for the first one's stride; none with a body."""
        sizes = self.kernel if isinstance(self.kernel, tuple) else (self.kernel,)
        padding = simplest(tuple((size - 1) // 2 for size in sizes))
        fields = {"width": self.width, "kernel": self.kernel, "padding": padding}
        for i in range(self.depth if self.body is None else 0):
            stride = self.stride if i == 0 else 1
            layer = make("conv", **fields, stride=stride, bias=self.norm is None)
            act = self.act if i < self.depth - 1 else None
            for one in (layer, self.norm, act):
                value = value if one is None else builder.add(one, value)
        return value

    def _joined(self, builder: Builder, body: Value, value: Value, start: int) -> Value:
        """The sum of the body and what meets it; the body alone where these may differ."""
        own, mode = self.shortcut.layers, self.shortcut.mode
        total = SUMS[own is not None]
        if own is not None:
            value = builder.scope(
                self.shortcut.name, "shortcut", value, lambda value: builder.layers(own, value)
            )
        elif body.shape is None or value.shape is None:
            # What would fit them to each other is not known, and so nothing of their sum.
            value = LOST
        elif body.shape != value.shape and mode == "optional":
            builder.leave_out(total)
            return body
        elif mode in ("project", "pad") or (mode == "auto" and body.shape != value.shape):
            value = self._fitted(builder, body.shape, value.shape, value, start)
        return builder.merge(total, (body, value), ("body", "shortcut"))

    def _fitted(
        self, builder: Builder, body: Shape, shape: Shape, value: Value, start: int
    ) -> Value:
        """The value through a projection or a padding, where one can fit it to the body."""
        ratio, pads = _ratio(body, shape), self.shortcut.mode == "pad"
        if ratio is None or (pads and shape.channels > body.channels):
            return value
        layers = _padding(body, shape, ratio) if pads else [_projection(body, ratio)]
        if not layers:
            return value

        def inner(value: Value) -> Value:
            norm = None if pads else builder.first_norm(start)
            for one in (*layers, norm):
                value = value if one is None else builder.add(one, value)
            return value

        name = self.shortcut.name
        return builder.scope(name, "shortcut", value, inner, clash=_clash(name))


class _Sum(Merging):
    """The sum at the end of a residual."""

    kind: ClassVar[str] = "add"
    function: ClassVar[str] = "operator.add"
    own: bool = False

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The shape of both."""
        if len(set(shapes)) == 1:
            return shapes[0]
        body, shortcut = shapes
        fits = not self.own and _ratio(body, shortcut) is not None
        return Problem(
            "A403",
            "the two branches of a `residual` have different shapes",
            label=f"cannot add {body} (body) to {shortcut} (shortcut)",
            fixes=(_project(body, shortcut),) if fits else (),
        )

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The shortcut, then the body: where layouts in memory differ, the sum has the first's."""
        return Function(self.function, takes="backwards")


SUMS = {own: _Sum(own=own) for own in (False, True)}


def _projection(body: Shape, ratio: tuple[int, ...]) -> Layer:
    """A strided 1×1 convolution to the body's channels."""
    if not body.spatial:
        return make("linear", width=body.channels)
    return make("conv", width=body.channels, kernel=1, stride=simplest(ratio), bias=False)


def _padding(body: Shape, shortcut: Shape, ratio: tuple[int, ...]) -> list[Layer]:
    """Every so many positions of each axis, and channels of zeros."""
    more = body.channels - shortcut.channels
    strided = max(ratio, default=1) > 1
    layers = [make("maxpool", kernel=1, stride=simplest(ratio))] if strided else []
    return [*layers, make("pad", channels=(0, more))] if more else layers


def _clash(name: str) -> Problem:
    """A301: what is put in would have a name that another layer of its scope has."""
    return Problem(
        "A301",
        f"the name `{name}` stands twice in this scope",
        ("shortcut",),
        label=f"what fits it to the sum would be `{name}` as well",
        fixes=(Fix("name it otherwise: `shortcut: {mode: …, name: …}`"),),
    )


def _ratio(body: Shape, shortcut: Shape) -> tuple[int, ...] | None:
    """The stride that brings the shortcut's sizes to the body's, if there is one."""
    if body.spatial != shortcut.spatial or body.channel_axis or shortcut.channel_axis:
        return None
    if isinstance(body.channels, Size):
        # No layer has weights for channels that the input leaves open.
        return None
    pairs = list(zip(shortcut.sizes, body.sizes, strict=True))
    # Of sizes left open, the quotient is that of large ones.
    ratio = tuple(ceil(before / after) for before, after in pairs)
    fits = all(slide(b, 1, step) == a for (b, a), step in zip(pairs, ratio, strict=True))
    return ratio if fits else None


def _project(body: Shape, shortcut: Shape) -> Fix:
    weights = body.channels * shortcut.channels
    text = f"project the shortcut with a strided 1×1 convolution (adds {weights:,} weights)"
    return Fix(text, {"shortcut": "project"}, main="body")
