"""What layers with one learnt number per channel have in common."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.fields import Axis
from archspec.kind.layer import Shapes
from archspec.kind.lowering import Function, Parameter
from archspec.kind.weighted import Weighted
from archspec.shapes import Shape


class PerChannel(Weighted):
    """A tensor of its scope with a number for each channel of the input.

    Class attributes:
        operator: the function that joins the input and a tensor that stretches over it.
        function: the one that gives the tensor the axes behind the channels first.
    """

    main: ClassVar[str | None] = "value"
    family: ClassVar[str] = "normalisation"
    operator: ClassVar[str] = ""
    function: ClassVar[str] = ""

    leading: Axis = Field(0, description="Axes of 1 in front of the tensor's own: 2 make 1×1×C.")
    behind: bool = Field(
        True, description="Whether the tensor has an axis of 1 for each axis behind the channels."
    )

    @property
    def begins(self) -> float:
        """The number that the tensor is filled with."""
        raise NotImplementedError

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        return too_many_in_front(self.leading, shapes[0].channel_axis + 1, shapes[0]) or shapes[0]

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (C), with an axis of 1 for each axis behind the channels."""
        behind = self._behind(shapes) if self.behind else 0
        ones = (1,) * self.leading
        return {"weight": (*ones, shapes[0].channels, *(1,) * behind)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, which begins at `value`."""
        fill = Function("torch.nn.init.constant_", {"val": self.begins})
        shape, behind = self.parameters(shapes)["weight"], self._behind(shapes)
        if self.behind or not behind:
            return Parameter(self.operator, shape, fill)
        return Parameter(self.function, shape, fill, {"behind": behind})

    def _behind(self, shapes: Shapes) -> int:
        return shapes[0].spatial - shapes[0].channel_axis


def too_many_in_front(leading: int, room: int, shape: Shape) -> Problem | None:
    """More axes of 1 in front of a tensor than the input has there, its batch included."""
    if leading <= room:
        return None
    axes = "1 axis stands" if room == 1 else f"{room} axes stand"
    message = f"`leading` is {leading}, and {axes} before the tensor's own"
    note = "the batch is one of them"
    return Problem("A407", message, ("leading",), f"receives {shape}", (note,))
