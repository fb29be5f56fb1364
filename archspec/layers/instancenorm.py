"""Instance normalisation."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Positive, Probability
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import not_spatial, torch_class
from archspec.shapes import Shape


class InstanceNorm(Weighted):
    """Brings each channel of each sample to mean 0 and variance 1 over its positions.

    It takes away the contrast of a single image (Ulyanov et al. 2016, arXiv:1607.08022).
    """

    kind: ClassVar[str] = "instancenorm"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"
    centres: ClassVar[bool] = True

    eps: Positive = Field(1e-5, description="Added to the variance before the root.")
    momentum: Probability = Field(0.1, description="Weight of a new batch in the running average.")
    affine: bool = Field(False, description="Whether it learns a scale and a shift per channel.")
    track_running_stats: bool = Field(
        False, description="Whether it keeps a running average and uses it in evaluation."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes of more than one position, unchanged."""
        shape = shapes[0]
        if found := not_spatial(self.kind, shape, "to average over"):
            return found
        if set(shape.sizes) != {1}:
            return shape
        message = "`instancenorm` needs more than one position, and one is left here"
        note = "the mean of a single number is the number itself, so nothing would remain"
        return Problem("A407", message, label=f"receives {shape}", notes=(note,))

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` and `bias`, one number per channel each, with `affine`."""
        return dict.fromkeys(("weight", "bias") if self.affine else (), (shapes[0].channels,))

    def keeps_averages(self) -> bool:
        """Where it is asked to."""
        return self.track_running_stats

    def window(self, shapes: Shapes) -> Window | None:  # noqa: ARG002  it is the same for every shape
        """Every position, over which means are taken, unless they are those of training."""
        return Window(whole=True) if not self.track_running_stats else None

    def lower(self, shapes: Shapes) -> Module:
        """The instance normalisation of torch for the number of axes."""
        options = {
            "eps": (self.eps, 1e-5),
            "momentum": (self.momentum, 0.1),
            "affine": (self.affine, False),
            "track_running_stats": (self.track_running_stats, False),
        }
        args = {"num_features": shapes[0].channels} | unlike_default(options)
        return Module(torch_class("InstanceNorm", shapes[0]), args)
