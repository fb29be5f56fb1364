"""From an image to a vector."""

from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.shapes import Shape


class Flatten(Layer):
    """Lays every number of its input in one row, channel after channel."""

    kind: ClassVar[str] = "flatten"
    family: ClassVar[str] = "shape"

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape to (elements)."""
        return Shape((shapes[0].elements,))

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """torch's flatten, which leaves the batch axis."""
        return Module("torch.nn.Flatten")
