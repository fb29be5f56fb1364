"""Normalisation by the root of the mean square."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.kind import Module, Shapes, Weighted
from archspec.kind.fields import Positive
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class RMSNorm(Weighted):
    """Divides the channels of each position by the root of their mean square, then scales them.

    A `layernorm` that does not take the mean away (Zhang and Sennrich 2019, arXiv:1910.07467).
    """

    kind: ClassVar[str] = "rmsnorm"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"

    eps: Positive = Field(1e-6, description="Added to the mean square before the root.")
    affine: bool = Field(True, description="Whether it learns a scale.")

    def infer(self, shapes: Shapes) -> Shape:
        """Any shape, unchanged."""
        return shapes[0]

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight`, one number per channel."""
        return {"weight": (shapes[0].channels,)} if self.affine else {}

    def lower(self, shapes: Shapes) -> Module:
        """The normalisation of torch, or one of archspec.nn where channels are not last."""
        shape = shapes[0]
        args = {"normalized_shape": shape.channels, "eps": self.eps}
        options = {"elementwise_affine": (self.affine, True)}
        if shape.channels_last:
            return Module("torch.nn.RMSNorm", args | unlike_default(options))
        axis = {"channel_axis": (shape.channel_axis + 1, 1)}
        return Module("archspec.nn.ChannelRMSNorm", args | unlike_default(options | axis))
