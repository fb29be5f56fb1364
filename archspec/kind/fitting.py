"""Layers that may bring their input to the size of another value."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.fields import Kernel, Reference
from archspec.kind.layer import Layer, Shapes
from archspec.kind.numbers import Numbers, Takes
from archspec.shapes import per_axis


class Fitting(Layer):
    """Has a `size`, or a `like` that names the value whose size it takes."""

    purpose: ClassVar[str] = "to resize"
    lends_size: ClassVar[bool] = True

    size: Kernel | None = Field(None, description="Size of the output.")
    like: Reference | None = Field(
        None, description="The value above whose size the output has, instead of a number."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """The value that `like` names."""
        return (("like", self.like),) if self.like is not None else ()

    def takes_at(self, place: int) -> Takes:
        """What it can take; of the value that `like` names the size alone counts."""
        return "any" if place else super().takes_at(place)

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:
        """Those of what is brought to a size."""
        return super().numbers(given[:1], shapes)

    def unlike(self, shapes: Shapes) -> Problem | None:
        """Why the value that `like` names is no model for the size of its input, if it is not."""
        shape, other = shapes[0], shapes[-1]
        if self.like is None or (not other.channel_axis and other.spatial == shape.spatial):
            return None
        message = f"`like` names {other.describe()}, but this receives {shape.describe()}"
        return Problem("A404", message, ("like",), label=f"{other} beside {shape}")

    def sizes(self, shapes: Shapes) -> tuple[int, ...]:
        """The size of each axis, from the number, the list, or the other value."""
        return shapes[-1].sizes if self.size is None else per_axis(self.size, shapes[0].spatial)
