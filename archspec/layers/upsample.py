"""Resampling to another size."""

from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind import Function, Module, Shapes, Window
from archspec.kind.fields import MAX_SIZE, Expects
from archspec.kind.fitting import Fitting
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import not_spatial, simplest, times, wrong_axes
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, is_exact, rescale
from archspec.shapes.stretches import Stretches, resampled


def _scales(value: Any) -> Any:
    items = value if isinstance(value, tuple) else (value,)
    if not 1 <= len(items) <= 3 or any(type(i) not in (int, float) for i in items):
        raise ValueError("needs numbers")
    if not all(0 < item <= MAX_SIZE for item in items):
        raise ValueError("needs numbers greater than 0")
    return value


_SCALE = {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_SIZE}
_SCALES = {"type": "array", "items": _SCALE, "minItems": 1, "maxItems": 3}
Scale: TypeAlias = Annotated[
    int | float | tuple[int | float, ...],
    BeforeValidator(_scales),
    WithJsonSchema({"anyOf": [_SCALE, _SCALES]}),
    Expects("a number greater than 0, or a list with one per axis"),
]

EXACT = "scale by a fraction that binary numbers hold exactly, such as 2, 1.5 or 0.25"
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
SEEN = {"nearest": 1, "nearest-exact": 1, "linear": 2, "bicubic": 4}
"""How many positions per axis an output is made of."""
AROUND = {"nearest": (0, 0), "nearest-exact": (0, 0), "linear": (0, 1), "bicubic": (1, 2)}
"""How many stand before the position that it falls on, and how many behind."""
CENTRE = {"nearest-exact": Fraction(0), "linear": Fraction(1, 2), "bicubic": Fraction(1, 2)}
"""Where in its stretch of 1 a position of the input stands, for modes that go by centres."""


class Upsample(Fitting):
    """Resamples images to another size: by a `scale`, to a `size`, or to that of `like`.

    `mode: linear` is bilinear for images and trilinear for volumes. `align_corners` sets the
    centres of the corner pixels onto each other rather than their outer corners.
    """

    kind: ClassVar[str] = "upsample"
    main: ClassVar[str | None] = "scale"
    family: ClassVar[str] = "resampling"
    purpose: ClassVar[str] = "to resample"

    scale: Scale | None = Field(None, description="Factor on the size.")
    mode: Literal["nearest", "nearest-exact", "linear", "bicubic"] = Field(
        "nearest", description="How new positions are filled in."
    )
    align_corners: bool | None = Field(
        None, description="Whether corner pixels keep their place; for linear and bicubic."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×other sizes."""
        shape = shapes[0]
        found = self._contradiction() or not_spatial(self.kind, shape, self.purpose)
        found = found or wrong_axes(self, ("scale", "size"), shape)
        if found := found or self.unlike(shapes) or self._misfit(shapes):
            return found
        return Shape((shape.channels, *self._sizes(shapes)))

    def window(self, shapes: Shapes) -> Window:
        """The neighbours that an output is made of, at the nearest whole factor.

        How many positions of an open size come to one of a given size is not known: up to all.
        """
        shape = shapes[0]
        if self.scale is None and shape.open_names:
            return Window(whole=True)
        pairs = list(zip(self._sizes(shapes), shape.sizes, strict=True))
        upsampling = all(after >= before for after, before in pairs)
        steps = tuple(
            max(round(after / before if upsampling else before / after), 1)
            for after, before in pairs
        )
        seen = (SEEN[self.mode],) * shape.spatial
        return Window(seen, steps, upsampling, stretches=self._stretches(shapes))

    def _stretches(self, shapes: Shapes) -> tuple[Stretches | None, ...]:
        """What each position is made of, along each axis; None where that never repeats."""
        sizes, shape = self._sizes(shapes), shapes[0]
        if self.scale is None:
            ratios = [*map(Fraction, shape.sizes, sizes)]
        else:
            ratios = [1 / Fraction(scale) for scale in self._scales(shape)]
        if self.align_corners:
            pairs = zip(shape.sizes, sizes, strict=True)
            ratios = [Fraction(size - 1, max(other - 1, 1)) for size, other in pairs]
        centred = self.mode != "nearest" and not self.align_corners
        shifts = [ratio / 2 - CENTRE[self.mode] if centred else Fraction(0) for ratio in ratios]
        before, after = AROUND[self.mode]
        return tuple(
            resampled(ratio, shift, before, after)
            for ratio, shift in zip(ratios, shifts, strict=True)
        )

    def lower(self, shapes: Shapes) -> Module | Function:
        """The upsampling of torch, or a function of archspec.nn that looks at the other value."""
        shape = shapes[0]
        mode = LINEAR[shape.spatial] if self.mode == "linear" else self.mode
        options = {"mode": (mode, "nearest"), "align_corners": (self.align_corners, None)}
        if self.like is not None:
            return Function("archspec.nn.functional.upsample_like", unlike_default(options))
        target = simplest(self.sizes(shapes) if self.scale is None else self._scales(shape))
        word = "size" if self.scale is None else "scale_factor"
        return Module("torch.nn.Upsample", {word: target} | unlike_default(options))

    def _sizes(self, shapes: Shapes) -> tuple[int, ...]:
        if self.scale is None:
            return self.sizes(shapes)
        return tuple(map(rescale, shapes[0].sizes, self._scales(shapes[0])))

    def _scales(self, shape: Shape) -> tuple[Any, ...]:
        """The scale of each axis."""
        return self.scale if isinstance(self.scale, tuple) else (self.scale,) * shape.spatial

    def _contradiction(self) -> Problem | None:
        """Fields that do not go together, whatever the input."""
        given = [n for n in ("scale", "size", "like") if getattr(self, n) is not None]
        if len(given) != 1:
            have = " and ".join(f"`{name}`" for name in given) or "none"
            message = f"`upsample` needs one of `scale`, `size` and `like`, and has {have}"
            return Problem("A407", message)
        if self.align_corners is not None and self.mode.startswith("nearest"):
            message = f"`align_corners` says nothing about `mode: {self.mode}`"
            note = "it is for `linear` and `bicubic`"
            return Problem("A407", message, ("align_corners",), notes=(note,))
        return None

    def _misfit(self, shapes: Shapes) -> Problem | None:
        """Fields that do not go with the input."""
        shape = shapes[0]
        if self.mode == "bicubic" and shape.spatial != 2:
            message = f"`mode: bicubic` resamples images, but it receives {shape.describe()}"
            return Problem("A407", message, ("mode",), label=f"receives {shape}")
        if (
            self.scale is not None
            and shape.open_names
            and not all(map(is_exact, self._scales(shape)))
        ):
            what = f"a scale of {times(self._scales(shape))} is inexact in binary, and scales"
            return needs_size(self.kind, shape.sizes, what, EXACT, ("scale",))
        sizes = self._sizes(shapes)
        if min(sizes) >= 1:
            return None
        message = f"a scale of {times(self._scales(shape))} leaves nothing of {times(shape.sizes)}"
        return Problem("A407", message, ("scale",), label=f"would give {times(sizes)}")
