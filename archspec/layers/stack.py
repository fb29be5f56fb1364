"""Values on top of each other, along a new axis."""

from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind import Function, Shapes, Window
from archspec.kind.merging import Merging, cannot_merge
from archspec.shapes import Shape


class Stack(Merging):
    """This value and others of its shape, along a new first axis."""

    kind: ClassVar[str] = "stack"
    verb: ClassVar[str] = "stack"
    symbol: ClassVar[str] = ""
    chooses: ClassVar[bool] = True

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """A new axis with as many positions as there are values."""
        if len(set(shapes)) > 1:
            return cannot_merge(self.verb, shapes)
        return Shape((len(shapes), *shapes[0].dims))

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """The position itself, behind a new axis."""
        return Window(moved=True)

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The stack of torch, behind the batch axis."""
        return Function("torch.stack", {"dim": 1}, takes="list")
