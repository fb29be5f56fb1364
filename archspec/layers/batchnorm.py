"""Batch normalisation."""

from collections.abc import Mapping
from math import prod
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Shapes, Weighted
from archspec.kind.fields import Expects, NotNegative, Probability
from archspec.kind.spatial import not_channels_first
from archspec.shapes import Shape


def _freeze(value: Any) -> Any:
    if not isinstance(value, bool) and value != "all":
        raise ValueError("needs true, false or all")
    return value


Frozen: TypeAlias = Annotated[
    Any,
    BeforeValidator(_freeze),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["all"]}]}),
    Expects("true, false or `all`"),
]


def _undivided() -> Problem:
    """A root of nothing, by which a batch of equal numbers would be divided."""
    message = "`eps: 0` divides by zero where a channel is the same in all of a batch"
    fixes = (
        Fix("add a little to the variance", {"eps": 1e-5}),
        Fix("or let nothing of it change: `freeze: all`"),
    )
    return Problem("A213", message, ("eps",), fixes=fixes)


class BatchNorm(Weighted):
    """Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it.

    In training it uses the batch's own figures and keeps a running average of them, which it uses
    in evaluation (Ioffe and Szegedy 2015, arXiv:1502.03167).
    """

    kind: ClassVar[str] = "batchnorm"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"
    centres: ClassVar[bool] = True

    eps: NotNegative = Field(
        1e-5,
        description="Added to the variance before the root; 0 with `freeze: all` alone, as some "
        "published detectors have it.",
    )
    momentum: Probability | None = Field(
        0.1, description="Weight of a new batch in the running average; null for a plain average."
    )
    affine: bool = Field(True, description="Whether it learns a scale and a shift per channel.")
    track_running_stats: bool = Field(True, description="Whether it keeps the running average.")
    freeze: Frozen = Field(
        False,
        description="Whether training leaves its weights as they are; `all` for the averages too, "
        "which then count as no parameters either.",
    )

    @property
    def frozen(self) -> bool:
        """Where weights are; of what is fixed altogether there are none."""
        return self.freeze is True

    def unfit(self) -> Problem | None:
        """What a fixed map does not have, or what only a fixed map may have."""
        if self.freeze != "all":
            return None if self.eps else _undivided()
        for field in ("init", "share", "l1", "l2"):
            if getattr(self, field) is not None:
                message = f"`{field}` says nothing beside `freeze: all`, which leaves no weights"
                return Problem("A213", message, (field,))
        for field in ("affine", "track_running_stats"):
            if not getattr(self, field):
                message = f"`freeze: all` is a scale, a shift and averages, and `{field}` is false"
                return Problem("A213", message, (field,))
        return None

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C, C×L, C×H×W or C×D×H×W, unchanged."""
        shape = shapes[0]
        return not_channels_first(self.kind, shape) or shape

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` and `bias`, one number per channel each."""
        channels = shapes[0].channels
        learns = self.affine and self.freeze != "all"
        return {"weight": (channels,), "bias": (channels,)} if learns else {}

    def keeps_averages(self) -> bool:
        """Where it is asked to."""
        return self.track_running_stats and self.freeze != "all"

    def buffers(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """The averages; where it is fixed, all that it scales and shifts by."""
        if self.freeze != "all":
            return super().buffers(shapes)
        names = ("weight", "bias", "running_mean", "running_var")
        return dict.fromkeys(names, (shapes[0].channels,))

    def averaged_values(self, shapes: Shapes) -> int | None:
        """As many as there are positions."""
        if self.freeze == "all":
            return None
        sizes = shapes[0].dims[1:]
        return prod(sizes) if all(isinstance(size, int) for size in sizes) else None

    def lower(self, shapes: Shapes) -> Module:
        """The batch normalisation of torch for the number of axes, or a fixed map of our own."""
        if self.freeze == "all":
            fixed = {"num_features": shapes[0].channels} | self.written("eps")
            return Module("archspec.nn.FrozenBatchNorm", fixed)
        axes = max(shapes[0].spatial, 1)
        args = {"num_features": shapes[0].channels}
        args |= self.written("eps", "momentum", "affine", "track_running_stats")
        return Module(f"torch.nn.BatchNorm{axes}d", args)
