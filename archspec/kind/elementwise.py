"""Layers that leave the shape as it is."""

from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind.layer import Kept, Layer, Shapes
from archspec.kind.lowering import Module
from archspec.shapes import Shape


class SameShape(Layer):
    """Gives the shape it takes."""

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        return shapes[0]


class Activation(SameShape):
    """A function of each number by itself: a class of torch.nn with torch's own fields.

    Class attributes:
        torch_name: of the class.
        order: what `keeps_largest` says, where no field matters for it.
    """

    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"
    torch_name: ClassVar[str]
    order: ClassVar[Kept] = ""

    def keeps_largest(self) -> Kept:
        """What its class says."""
        return self.order

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of torch.nn."""
        own = [name for name in type(self).model_fields if name not in Layer.model_fields]
        return Module(f"torch.nn.{self.torch_name}", self.written(*own))
