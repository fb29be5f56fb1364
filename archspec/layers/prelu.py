"""The rectifier with a learnt slope."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Weighted
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class PReLU(Weighted):
    """x above zero, and x times a learnt slope below (He et al. 2015, arXiv:1502.01852).

    The slope begins at 0.25, or at what `init` says.
    """

    kind: ClassVar[str] = "prelu"
    main: ClassVar[str | None] = "slopes"
    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"

    slopes: Literal["shared", "channel"] = Field(
        "shared", description="One slope for all numbers, or one per channel."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged; a slope per channel needs channels first."""
        shape = shapes[0]
        if self.slopes == "shared" or shape.channel_axis == 0:
            return shape
        message = f"`slopes: channel` needs channels first, but it receives {shape.describe()}"
        return Problem("A404", message, ("slopes",), label=f"receives {shape}")

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight`, the slopes."""
        return {"weight": (self._slopes(shapes),)}

    def lower(self, shapes: Shapes) -> Module:
        """The parametric rectifier of torch."""
        options = unlike_default({"num_parameters": (self._slopes(shapes), 1)})
        return Module("torch.nn.PReLU", options)

    def _slopes(self, shapes: Shapes) -> int:
        return 1 if self.slopes == "shared" else shapes[0].channels
