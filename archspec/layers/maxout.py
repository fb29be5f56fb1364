"""The largest of several channels."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes
from archspec.kind.fields import Count
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import wrong_groups
from archspec.shapes import Shape


class Maxout(Layer):
    """Keeps the largest of each group of neighbouring channels: C channels become C/pieces.

    After a linear layer or a convolution it is a learnt convex activation of `pieces` straight
    pieces (Goodfellow et al. 2013, arXiv:1302.4389).
    """

    kind: ClassVar[str] = "maxout"
    main: ClassVar[str | None] = "pieces"
    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"
    keeps_whole: ClassVar[bool] = True

    pieces: Count = Field(2, description="Channels in a group, of which one is kept.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C/pieces×sizes."""
        channels = shapes[0].channels
        found = wrong_groups(self.pieces, channels, field="pieces")
        return found or shapes[0].with_channels(channels // self.pieces)

    def lower(self, shapes: Shapes) -> Module:
        """The class of archspec.nn; its axes count the batch."""
        axis = unlike_default({"channel_axis": (shapes[0].channel_axis + 1, 1)})
        return Module("archspec.nn.Maxout", {"pieces": self.pieces} | axis)
