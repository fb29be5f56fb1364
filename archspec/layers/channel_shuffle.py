"""Channels in another order."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes
from archspec.kind.elementwise import SameShape
from archspec.kind.fields import Count
from archspec.kind.spatial import not_spatial, wrong_groups
from archspec.shapes import Shape


class ChannelShuffle(SameShape):
    """Deals the channels of each group to all groups, so that grouped convolutions mix.

    The first channels of every group come first, then the second ones (Zhang et al. 2018,
    arXiv:1707.01083).
    """

    kind: ClassVar[str] = "channel_shuffle"
    main: ClassVar[str | None] = "groups"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    groups: Count = Field(description="Groups of channels.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes, unchanged."""
        shape = shapes[0]
        found = not_spatial(self.kind, shape, "beside its channels")
        return found or wrong_groups(self.groups, shape.channels) or shape

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The channel shuffle of torch."""
        return Module("torch.nn.ChannelShuffle", {"groups": self.groups})
