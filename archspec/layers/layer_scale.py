"""A learnt factor on each channel, or on all."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Weighted
from archspec.kind.fields import Number
from archspec.shapes import Shape


class LayerScale(Weighted):
    """Multiplies each channel by a learnt factor, which begins small in the body of a residual.

    With `per: all` it is one factor for all channels, as in ReZero (Bachlechner et al. 2020,
    arXiv:2003.04887).

    The tensor is a parameter of the scope, under the layer's own name (Touvron et al. 2021,
    arXiv:2103.17239).
    """

    kind: ClassVar[str] = "layer_scale"
    main: ClassVar[str | None] = "value"
    family: ClassVar[str] = "normalisation"

    value: Number = Field(1e-6, description="The factor at the beginning.")

    per: Literal["channel", "all"] = Field(
        "channel", description="A factor for each channel, or one for all."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        return shapes[0]

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (C), with an axis of 1 for each axis behind the channels; or (1)."""
        shape = shapes[0]
        if self.per == "all":
            return {"weight": (1,)}
        behind = shape.spatial - shape.channel_axis
        return {"weight": (shape.channels, *(1,) * behind)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, multiplied."""
        fill = Function("torch.nn.init.constant_", {"val": self.value})
        return Parameter("operator.mul", self.parameters(shapes)["weight"], fill)
