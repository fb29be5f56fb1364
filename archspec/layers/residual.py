"""Residual connections."""

from math import ceil
from typing import ClassVar

from pydantic import Field, InstanceOf

from archspec.diagnostics import Fix, Problem
from archspec.kind import Chain, Function, Leaf, Merge, Part, Scope, Shapes, leaves, make, unnamed
from archspec.kind.fields import (
    Act,
    BlockDepth,
    Kernel,
    Layers,
    Norm,
    Shortcut,
    ShortcutField,
    ShortcutMode,
    Width,
)
from archspec.kind.merging import Merging
from archspec.kind.scoped import Inlined
from archspec.kind.spatial import simplest, times
from archspec.shapes import Shape, slide

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

    def expand(self) -> Part:
        """A scope of the body, the shortcut, their sum and the activation."""
        body = self._classic() if self.body is None else self.body.chain
        layers = self.shortcut.layers
        other = Chain() if layers is None else Scope(layers.chain, self.shortcut.name, "shortcut")
        norm = next((leaf for leaf in leaves(body) if leaf.layer.role == "norm"), None)
        mode = "identity" if layers else self.shortcut.mode
        total = _Sum(mode=mode, shortcut=self.shortcut.name, own=layers is not None, norm=norm)
        merged = Merge((body, other), total, ("body", "shortcut"))
        following = () if self.act is None else (self.act,)
        return self.scoped(Chain((merged, *following)))

    def _classic(self) -> Chain:
        """Convolutions that keep the size but for the first one's stride."""
        same = tuple((k - 1) // 2 for k in (self.kernel,) if isinstance(k, int))
        padding = same[0] if same else tuple((k - 1) // 2 for k in self.kernel)  # type: ignore[union-attr]
        parts: list[Part] = []
        for i in range(self.depth):
            fields = {"width": self.width, "kernel": self.kernel, "padding": padding}
            stride = self.stride if i == 0 else 1
            parts.append(make("conv", **fields, stride=stride, bias=self.norm is None))
            act = self.act if i < self.depth - 1 else None
            parts += [part for part in (self.norm, act) if part is not None]
        return Chain(tuple(parts))


class _Sum(Merging):
    """The sum at the end of a residual, which fits the shortcut to the body."""

    kind: ClassVar[str] = "add"
    function: ClassVar[str] = "operator.add"
    mode: ShortcutMode
    shortcut: str
    own: bool = False
    norm: InstanceOf[Leaf] | None

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The shape of both."""
        if len(set(shapes)) == 1:
            return shapes[0]
        body, shortcut = shapes
        return Problem(
            "A403",
            "the two branches of a `residual` have different shapes",
            label=f"cannot add {body} (body) to {shortcut} (shortcut)",
            fixes=(_project(body, shortcut),) if self._could_project(body, shortcut) else (),
        )

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The shortcut, then the body: where layouts in memory differ, the sum has the first's."""
        return Function(self.function, takes="backwards")

    def bypassed(self, shapes: Shapes) -> bool:
        """Where the sum is optional and the shapes differ."""
        return self.mode == "optional" and len(set(shapes)) > 1

    def _could_project(self, body: Shape, shortcut: Shape) -> bool:
        return not self.own and _ratio(body, shortcut) is not None

    def adapt(self, shapes: Shapes) -> Part | Problem | None:
        """The projection or the padding that the mode asks for."""
        body, shortcut = shapes
        if self.mode in ("identity", "optional") or (self.mode == "auto" and body == shortcut):
            return None
        ratio = _ratio(body, shortcut)
        if ratio is None or (self.mode == "pad" and shortcut.channels > body.channels):
            return self.infer(shapes) if body != shortcut else None  # type: ignore[return-value]
        steps = (
            self._pad(body, shortcut, ratio) if self.mode == "pad" else self._project(body, ratio)
        )
        return Scope(Chain(steps), self.shortcut, "shortcut") if steps else None

    def _project(self, body: Shape, ratio: tuple[int, ...]) -> tuple[Part, ...]:
        fields = {"width": body.channels, "kernel": 1, "stride": simplest(ratio), "bias": False}
        convolution = (
            make("conv", **fields) if body.spatial else make("linear", width=body.channels)
        )
        return (convolution,) if self.norm is None else (convolution, unnamed(self.norm))

    def _pad(self, body: Shape, shortcut: Shape, ratio: tuple[int, ...]) -> tuple[Part, ...]:
        strided = (
            (make("maxpool", kernel=1, stride=simplest(ratio)),)
            if max(ratio, default=1) > 1
            else ()
        )
        more = body.channels - shortcut.channels
        return (*strided, make("pad", channels=(0, more))) if more else strided


def _ratio(body: Shape, shortcut: Shape) -> tuple[int, ...] | None:
    """The stride that brings the shortcut's sizes to the body's, if there is one."""
    if body.spatial != shortcut.spatial or body.channel_axis or shortcut.channel_axis:
        return None
    pairs = list(zip(shortcut.sizes, body.sizes, strict=True))
    # Of sizes left open, the quotient is that of large ones.
    ratio = tuple(ceil(before / after) for before, after in pairs)
    fits = all(slide(b, 1, step) == a for (b, a), step in zip(pairs, ratio, strict=True))
    return ratio if fits else None


def _project(body: Shape, shortcut: Shape) -> Fix:
    weights = body.channels * shortcut.channels
    text = f"project the shortcut with a strided 1×1 convolution (adds {weights:,} weights)"
    return Fix(text, {"shortcut": "project"})
