"""Batch normalisation."""

from collections.abc import Mapping
from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Weighted
from archspec.kind.fields import Positive, Probability
from archspec.kind.spatial import not_channels_first
from archspec.shapes import Shape


class BatchNorm(Weighted):
    """Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it.

    In training it uses the batch's own figures and keeps a running average of them, which it uses
    in evaluation (Ioffe and Szegedy 2015, arXiv:1502.03167).
    """

    kind: ClassVar[str] = "batchnorm"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"
    centres: ClassVar[bool] = True

    eps: Positive = Field(1e-5, description="Added to the variance before the root.")
    momentum: Probability | None = Field(
        0.1, description="Weight of a new batch in the running average; null for a plain average."
    )
    affine: bool = Field(True, description="Whether it learns a scale and a shift per channel.")
    track_running_stats: bool = Field(True, description="Whether it keeps the running average.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C, C×L, C×H×W or C×D×H×W, unchanged."""
        shape = shapes[0]
        return not_channels_first(self.kind, shape) or shape

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` and `bias`, one number per channel each."""
        channels = shapes[0].channels
        return {"weight": (channels,), "bias": (channels,)} if self.affine else {}

    def keeps_averages(self) -> bool:
        """Where it is asked to."""
        return self.track_running_stats

    def averaged_values(self, shapes: Shapes) -> int | None:
        """As many as there are positions."""
        sizes = shapes[0].dims[1:]
        return prod(sizes) if all(isinstance(size, int) for size in sizes) else None

    def lower(self, shapes: Shapes) -> Module:
        """The batch normalisation of torch for the number of axes."""
        axes = max(shapes[0].spatial, 1)
        args = {"num_features": shapes[0].channels}
        args |= self.written("eps", "momentum", "affine", "track_running_stats")
        return Module(f"torch.nn.BatchNorm{axes}d", args)
