"""Fixed factors and offsets."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Takes
from archspec.kind.elementwise import SameShape
from archspec.kind.fields import Expects
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


def _numbers(value: Any) -> Any:
    items = value if isinstance(value, tuple) else (value,)
    if not items or any(type(i) not in (int, float) or not abs(i) < 1e30 for i in items):
        raise ValueError("needs numbers")
    return tuple(map(float, items)) if isinstance(value, tuple) else float(value)


_NUMBER = {"type": "number"}
OneOrEach: TypeAlias = Annotated[
    float | tuple[float, ...],
    BeforeValidator(_numbers),
    WithJsonSchema({"anyOf": [_NUMBER, {"type": "array", "items": _NUMBER, "minItems": 1}]}),
    Expects("a number, or a list with one per channel"),
]


class Rescale(SameShape):
    """x · scale + offset with fixed numbers, one for all channels or one each.

    It brings an input into the range a network was trained on: pixels from 0 to 1 with
    `rescale: {scale: 2, offset: -1}`.
    """

    kind: ClassVar[str] = "rescale"
    main: ClassVar[str | None] = "scale"
    family: ClassVar[str] = "normalisation"
    takes: ClassVar[Takes] = "any"

    scale: OneOrEach = Field(1.0, description="The factor.")
    offset: OneOrEach = Field(0.0, description="What is added after that.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        shape = shapes[0]
        for name in ("scale", "offset"):
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) != shape.channels:
                message = f"`{name}` has {len(value)} numbers for {shape.channels} channels"
                return Problem("A406", message, (name,), label=f"receives {shape}")
        return shape

    def lower(self, shapes: Shapes) -> Module:
        """The class of archspec.nn, with an axis of 1 for each axis behind the channels."""
        each = isinstance(self.scale, tuple) or isinstance(self.offset, tuple)
        options = {
            "scale": (self.scale, 1.0),
            "offset": (self.offset, 0.0),
            "behind": (shapes[0].behind if each else 0, 0),
        }
        return Module("archspec.nn.Rescale", unlike_default(options))
