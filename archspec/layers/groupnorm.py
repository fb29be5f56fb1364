"""Group normalisation."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Count, Positive
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import not_channels_first, wrong_groups
from archspec.shapes import Shape


class GroupNorm(Weighted):
    """Brings each group of channels of each sample to mean 0 and variance 1.

    Then it scales and shifts each channel. It does not depend on the batch, so it works with small
    ones (Wu and He 2018, arXiv:1803.08494).
    """

    kind: ClassVar[str] = "groupnorm"
    main: ClassVar[str | None] = "groups"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"

    groups: Count = Field(description="Groups of channels.")
    eps: Positive = Field(1e-5, description="Added to the variance before the root.")
    affine: bool = Field(True, description="Whether it learns a scale and a shift per channel.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C, or C×sizes, unchanged."""
        shape = shapes[0]
        found = not_channels_first(self.kind, shape)
        found = found or wrong_groups(self.groups, shape.channels)
        if found or shape.elements > self.groups:
            return found or shape
        message = "each group of `groupnorm` has one number, of which nothing would remain"
        return Problem("A407", message, ("groups",), label=f"receives {shape}")

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` and `bias`, one number per channel each."""
        return dict.fromkeys(("weight", "bias") if self.affine else (), (shapes[0].channels,))

    def window(self, shapes: Shapes) -> Window | None:
        """Every position, over which the mean of a group is taken."""
        return Window(whole=True) if shapes[0].spatial else None

    def lower(self, shapes: Shapes) -> Module:
        """The group normalisation of torch."""
        args = {"num_groups": self.groups, "num_channels": shapes[0].channels}
        options = {"eps": (self.eps, 1e-5), "affine": (self.affine, True)}
        return Module("torch.nn.GroupNorm", args | unlike_default(options))
