"""Learnt numbers that tell positions apart."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Takes, Weighted
from archspec.kind.axes import too_many_in_front
from archspec.kind.fields import Axis, Count
from archspec.shapes import Shape


class PositionEmbedding(Weighted):
    """Adds a learnt number to each channel at each position, so that attention can tell them apart.

    The tensor is a parameter of the scope, under the layer's own name. It begins as normal noise
    of deviation 0.02 (Dosovitskiy et al. 2021, arXiv:2010.11929). With `positions` it has more of
    them than the input, as those of language models, and the first are used. A length that is
    left open may be up to that.
    """

    kind: ClassVar[str] = "position_embedding"
    family: ClassVar[str] = "attention"
    takes: ClassVar[Takes] = "any"

    positions: Count | None = Field(
        None, description="Positions of the first axis that the tensor has; the input's if absent."
    )
    leading: Axis = Field(1, description="Axes of 1 in front of the tensor's own.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape with positions, unchanged."""
        shape = shapes[0]
        if not shape.spatial:
            message = f"`{self.kind}` needs positions, but it receives a vector"
            return Problem("A404", message, label=f"receives {shape}")
        if found := too_many_in_front(self.leading, 1, shape):
            return found
        if self.positions is None:
            return shape
        if not shape.channel_axis:
            message = "`positions` needs channels last: they are those of the first axis"
            return Problem("A404", message, ("positions",), label=f"receives {shape}")
        if isinstance(shape.dims[0], int) and self.positions < shape.dims[0]:
            message = f"there are {shape.dims[0]} positions, but numbers for {self.positions}"
            return Problem("A407", message, ("positions",), label=f"receives {shape}")
        return shape

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (1, sizes of a sample…)."""
        first, *others = shapes[0].dims
        own = (first if self.positions is None else self.positions, *others)
        return {"weight": (*(1,) * self.leading, *own)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, added."""
        noise = Function("torch.nn.init.normal_", {"std": 0.02})
        target, args = "operator.add", dict[str, Any]()
        if self.positions not in (None, shapes[0].dims[0]):
            target, args = "archspec.nn.functional.add_first", {"axis": self.leading}
        return Parameter(target, self.parameters(shapes)["weight"], noise, args)
