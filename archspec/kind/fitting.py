"""Layers that may bring their input to the size of another value."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.fields import Kernel, Reference
from archspec.kind.layer import Layer, Shapes
from archspec.kind.spatial import not_spatial


class Fitting(Layer):
    """Has a `size`, or a `like` that names the value whose size it takes."""

    purpose: ClassVar[str] = "to resize"

    size: Kernel | None = Field(None, description="Size of the output.")
    like: Reference | None = Field(
        None, description="The value above whose size the output has, instead of a number."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """The value that `like` names."""
        return (("like", self.like),) if self.like is not None else ()

    def fitted(self, shapes: Shapes) -> Layer | Problem | None:
        """The layer with that value's size in numbers; the value itself is not taken."""
        shape, other = shapes
        if found := not_spatial(self.kind, shape, self.purpose):
            return found
        if other.channel_axis or other.spatial != shape.spatial:
            message = f"`like` names {other.describe()}, but this is {shape.describe()}"
            return Problem("A404", message, ("like",), label=f"{other} beside {shape}")
        return self.model_copy(update={"size": other.sizes, "like": None})
