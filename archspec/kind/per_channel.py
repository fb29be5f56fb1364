"""What layers with one learnt number per channel have in common."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.axes import too_many_in_front
from archspec.kind.fields import Axis
from archspec.kind.layer import Shapes
from archspec.kind.lowering import Function, Parameter
from archspec.kind.numbers import Takes
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
    takes: ClassVar[Takes] = "any"

    per: Literal["channel", "all", "scalar"] = Field(
        "channel",
        description="A number for each channel, or one for all, in a tensor of one axis or none.",
    )
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
        """`weight` (C), with an axis of 1 for each axis behind the channels; (1); or ()."""
        if self.per != "channel":
            return {"weight": (1,) if self.per == "all" else ()}
        behind = shapes[0].behind if self.behind else 0
        ones = (1,) * self.leading
        return {"weight": (*ones, shapes[0].channels, *(1,) * behind)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, which begins at `value`."""
        fill = Function("torch.nn.init.constant_", {"val": self.begins})
        shape, behind = self.parameters(shapes)["weight"], shapes[0].behind
        if self.behind or not behind or self.per != "channel":
            return Parameter(self.operator, shape, fill)
        return Parameter(self.function, shape, fill, {"behind": behind})
