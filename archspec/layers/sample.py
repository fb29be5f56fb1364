"""Numbers drawn at random from a distribution that the network gives."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes
from archspec.kind.fields import Reference
from archspec.kind.merging import cannot_merge
from archspec.shapes import Shape


class Sample(Layer):
    """Draws from normal distributions: its input is their means, another value the log variances.

    mean + exp(log_variance / 2) · noise, through which gradients pass; in evaluation it is the mean
    (Kingma and Welling 2014, arXiv:1312.6114).
    """

    kind: ClassVar[str] = "sample"
    main: ClassVar[str | None] = "log_variance"
    family: ClassVar[str] = "regularisation"

    log_variance: Reference = Field(description="The value above that has the log variances.")

    def references(self) -> tuple[tuple[str, str], ...]:
        """The log variances."""
        return (("log_variance", self.log_variance),)

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """One shape for both."""
        return shapes[0] if len(set(shapes)) == 1 else cannot_merge("draw from", shapes)

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of archspec.nn."""
        return Module("archspec.nn.Sample")
