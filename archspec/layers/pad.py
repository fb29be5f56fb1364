"""Positions or channels added around an input."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind import REAL, Layer, Module, Numbers, Shapes, Takes, Window
from archspec.kind.fields import MAX_SIZE, Expects, Width
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import not_spatial, simplest, times, torch_class, wrong_axes
from archspec.shapes import Shape

Pair: TypeAlias = tuple[int, int]


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= MAX_SIZE


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_whole, value))


def _padding(value: Any) -> Any:
    items = value if isinstance(value, tuple) else (value,)
    if not 1 <= len(items) <= 3 or not all(_whole(item) or _is_pair(item) for item in items):
        raise ValueError("needs whole numbers, or pairs of them")
    return value


def _no_nan(value: float) -> float:
    if value != value:
        raise ValueError("needs a number")
    return value


_INT = {"type": "integer", "minimum": -MAX_SIZE, "maximum": MAX_SIZE}
_PAIR = {"type": "array", "items": _INT, "minItems": 2, "maxItems": 2}
_EACH = {"type": "array", "items": {"anyOf": [_INT, _PAIR]}, "minItems": 1, "maxItems": 3}
PadSize: TypeAlias = Annotated[
    int | tuple[int | Pair, ...],
    BeforeValidator(_padding),
    WithJsonSchema({"anyOf": [_INT, _EACH]}),
    Expects("a whole number, or a list with a number or a [before, after] pair per axis"),
]
NotNegativePair: TypeAlias = Annotated[
    tuple[Annotated[int, Field(ge=0, le=MAX_SIZE)], Annotated[int, Field(ge=0, le=MAX_SIZE)]],
    WithJsonSchema({**_PAIR, "items": {"type": "integer", "minimum": 0, "maximum": MAX_SIZE}}),
    Expects("a list of two whole numbers, [before, after]"),
]

Filling: TypeAlias = Annotated[
    float,
    AfterValidator(_no_nan),
    WithJsonSchema({"type": "number"}),
    Expects("a number, `-.inf` or `.inf`"),
]

CLASSES = {"reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}


class Pad(Layer):
    """Adds positions on the sides of its input, or channels of zeros.

    `size` is one number for all sides, one per axis, or a pair `[before, after]` per axis; a
    negative number crops. `channels: [before, after]` adds channels instead, and `width` as many as
    are missing, as the shortcuts of the first residual networks do (He et al. 2016,
    arXiv:1512.03385).
    """

    kind: ClassVar[str] = "pad"
    main: ClassVar[str | None] = "size"
    family: ClassVar[str] = "shape"
    copies: ClassVar[bool] = True

    size: PadSize | None = Field(None, description="Positions added on each side.")
    mode: Literal["constant", "reflect", "replicate", "circular"] = Field(
        "constant", description="What the new positions hold."
    )
    value: Filling = Field(0.0, description="The number that a constant padding holds.")
    width: Width | None = Field(
        None, description="Channels in all, with zeros behind those of the input."
    )
    channels: NotNegativePair | None = Field(
        None, description="Channels of zeros added before and after, instead of positions."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×larger sizes, or to more channels."""
        shape = shapes[0]
        if found := self._contradiction():
            return found
        if self.width is not None and self.width < shape.channels:
            message = f"`width` is {self.width}, fewer than the {shape.channels} channels there are"
            return Problem("A407", message, ("width",), label=f"receives {shape}")
        if (added := self._added(shape)) is not None:
            return shape.with_channels(shape.channels + sum(added))
        found = not_spatial(self.kind, shape, "to pad") or wrong_axes(self, ("size",), shape)
        if found := found or self._misfit(shape):
            return found
        padded = (
            size + before + after
            for size, (before, after) in zip(shape.sizes, self._sides(shape), strict=True)
        )
        return Shape((shape.channels, *padded))

    def window(self, shapes: Shapes) -> Window | None:
        """The position in the same place, counted from the first that is added."""
        shape = shapes[0]
        if self._added(shape) is not None:
            return None
        ones = (1,) * shape.spatial
        return Window(ones, ones, padding=tuple(before for before, _ in self._sides(shape)))

    def takes_at(self, place: int) -> Takes:  # noqa: ARG002  it takes one value
        """Any numbers, but where it adds some that whole ones cannot be."""
        return "any" if float(self.value).is_integer() else "real"

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:  # noqa: ARG002
        """Those that it takes, and its own."""
        if not float(self.value).is_integer():
            return REAL
        inside = self.value == 0 or 0 < self.value < (given[0].below or 0)
        return given[0] if inside else given[0].unbounded()

    def passes_on(self, *, training: bool) -> str:  # noqa: ARG002  it does so in both modes
        """Where it adds nothing, however many axes there are."""
        given = self.channels if self.size is None else self.size
        sides = given if isinstance(given, tuple) else (given,)
        return "" if any(side not in (0, (0, 0)) for side in sides) else "`pad` of 0 adds nothing"

    def lower(self, shapes: Shapes) -> Module:
        """The padding of torch for the mode, which names the last axis first."""
        shape = shapes[0]
        if (added := self._added(shape)) is not None:
            before, after = added
            axis = unlike_default({"channel_axis": (shape.channel_axis + 1, 1)})
            return Module("archspec.nn.ChannelPad", {"before": before, "after": after} | axis)
        padding = simplest(tuple(side for pair in reversed(self._sides(shape)) for side in pair))
        if self.mode == "constant" and self.value:
            args = {"padding": padding, "value": self.value}
            return Module(torch_class("ConstantPad", shape), args)
        return Module(torch_class(CLASSES.get(self.mode, "ZeroPad"), shape), {"padding": padding})

    def _added(self, shape: Shape) -> Pair | None:
        """Channels before and after, where it is these that are added."""
        return self.channels if self.width is None else (0, self.width - shape.channels)

    def _sides(self, shape: Shape) -> tuple[Pair, ...]:
        """Before and after, for each axis."""
        each = self.size if isinstance(self.size, tuple) else (self.size,) * shape.spatial
        return tuple(item if isinstance(item, tuple) else (item, item) for item in each)  # type: ignore[misc]

    def _contradiction(self) -> Problem | None:
        """Fields that do not go together, whatever the input."""
        given = [n for n in ("size", "width", "channels") if getattr(self, n) is not None]
        if len(given) != 1:
            have = " and ".join(f"`{name}`" for name in given) or "none"
            message = f"`pad` needs one of `size`, `width` and `channels`, and has {have}"
            return Problem("A407", message)
        of_channels = given[0] != "size"
        if self.value and (self.mode != "constant" or of_channels):
            what = f"`{given[0]}`, which adds zeros" if of_channels else f"`mode: {self.mode}`"
            return Problem("A407", f"`value` says nothing about {what}", ("value",))
        if self.mode != "constant" and of_channels:
            message = f"`mode: {self.mode}` says nothing about `{given[0]}`"
            return Problem("A407", message, ("mode",))
        return None

    def _misfit(self, shape: Shape) -> Problem | None:
        """Sizes that do not go with the input."""
        sides = self._sides(shape)
        if any(size + sum(pair) < 1 for size, pair in zip(shape.sizes, sides, strict=True)):
            message = f"`size` crops everything: nothing is left of {times(shape.sizes)}"
            return Problem("A407", message, ("size",), label=f"receives {shape}")
        spare = {"reflect": 1, "circular": 0}.get(self.mode)
        if spare is None or all(
            max(pair) <= size - spare for size, pair in zip(shape.sizes, sides, strict=True)
        ):
            return None
        most = times(tuple(size - spare for size in shape.sizes))
        message = f"`{self.mode}` padding needs a larger input than {times(shape.sizes)}"
        return Problem("A401", message, ("size",), label=f"at most {most} here")
