"""Learnt numbers that tell positions apart."""

from collections.abc import Mapping
from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Weighted
from archspec.shapes import Shape


class PositionEmbedding(Weighted):
    """Adds a learnt number to each channel at each position, so that attention can tell them apart.

    The tensor is a parameter of the scope, under the layer's own name. It begins as normal noise
    of deviation 0.02 (Dosovitskiy et al. 2021, arXiv:2010.11929).
    """

    kind: ClassVar[str] = "position_embedding"
    family: ClassVar[str] = "attention"

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape with positions, unchanged."""
        shape = shapes[0]
        if shape.spatial:
            return shape
        message = f"`{self.kind}` needs positions, but it receives a vector"
        return Problem("A404", message, label=f"receives {shape}")

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (1, sizes of a sample…)."""
        return {"weight": (1, *shapes[0].dims)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, added."""
        noise = Function("torch.nn.init.normal_", {"std": 0.02})
        return Parameter("operator.add", self.parameters(shapes)["weight"], noise)
