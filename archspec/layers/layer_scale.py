"""A learnt factor on each channel."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Weighted
from archspec.kind.fields import Number
from archspec.shapes import Shape


class LayerScale(Weighted):
    """Multiplies each channel by a learnt factor, which begins small in the body of a residual.

    The tensor is a parameter of the scope, under the layer's own name (Touvron et al. 2021,
    arXiv:2103.17239).
    """

    kind: ClassVar[str] = "layer_scale"
    main: ClassVar[str | None] = "value"
    family: ClassVar[str] = "normalisation"

    value: Number = Field(1e-6, description="The factor at the beginning.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        return shapes[0]

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (C), with an axis of 1 for each axis behind the channels."""
        shape = shapes[0]
        behind = shape.spatial - shape.channel_axis
        return {"weight": (shape.channels, *(1,) * behind)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, multiplied."""
        fill = Function("torch.nn.init.constant_", {"val": self.value})
        return Parameter("operator.mul", self.parameters(shapes)["weight"], fill)
