"""Local response normalisation."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes
from archspec.kind.elementwise import SameShape
from archspec.kind.fields import Count, Number
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import not_spatial
from archspec.shapes import Shape


class LocalResponseNorm(SameShape):
    """Divides each number by the energy of neighbouring channels at its position.

    The divisor is (k + alpha · mean of squares) to the power beta, as in AlexNet (Krizhevsky et
    al. 2012).
    """

    kind: ClassVar[str] = "local_response_norm"
    main: ClassVar[str | None] = "size"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"

    size: Count = Field(description="Neighbouring channels that count, itself included.")
    alpha: Number = Field(1e-4, description="Factor on the mean of squares.")
    beta: Number = Field(0.75, description="Power of the divisor.")
    k: Number = Field(1.0, description="Added to the mean of squares.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes, unchanged."""
        return not_spatial(self.kind, shapes[0], "beside its channels") or shapes[0]

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The local response normalisation of torch."""
        options = {"alpha": (self.alpha, 1e-4), "beta": (self.beta, 0.75), "k": (self.k, 1.0)}
        return Module("torch.nn.LocalResponseNorm", {"size": self.size} | unlike_default(options))
