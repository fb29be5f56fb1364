"""A learnt factor on each channel, or on all."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from archspec.kind import Shapes
from archspec.kind.fields import Number
from archspec.kind.per_channel import PerChannel


class LayerScale(PerChannel):
    """Multiplies each channel by a learnt factor, which begins small in the body of a residual.

    With `per: all` it is one factor for all channels, as in ReZero (Bachlechner et al. 2020,
    arXiv:2003.04887).

    The tensor is a parameter of the scope, under the layer's own name (Touvron et al. 2021,
    arXiv:2103.17239).
    """

    kind: ClassVar[str] = "layer_scale"
    operator: ClassVar[str] = "operator.mul"
    function: ClassVar[str] = "archspec.nn.functional.scale"

    value: Number = Field(1e-6, description="The factor at the beginning.")
    per: Literal["channel", "all"] = Field(
        "channel", description="A factor for each channel, or one for all."
    )

    @property
    def begins(self) -> float:
        """The factor at the beginning."""
        return self.value

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (C), with an axis of 1 for each axis behind the channels; or (1)."""
        return super().parameters(shapes) if self.per == "channel" else {"weight": (1,)}
