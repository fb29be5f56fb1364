"""Fixed numbers that tell positions apart."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Layer, Shapes
from archspec.kind.fields import Positive
from archspec.kind.tokens import not_a_sequence
from archspec.shapes import Shape


class Sinusoids(Layer):
    """Adds a sine and a cosine of the position to each pair of channels; nothing is learnt.

    Pair i of n swings by position / base^(i/n) (Vaswani et al. 2017, arXiv:1706.03762).
    """

    kind: ClassVar[str] = "sinusoids"
    main: ClassVar[str | None] = "base"
    family: ClassVar[str] = "attention"

    base: Positive = Field(10000.0, description="How slowly the last pairs swing.")
    pairs: Literal["halves", "neighbours"] = Field(
        "neighbours",
        description="Whether channel 2i is paired with 2i + 1, or i of n with i + n/2.",
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """N×C, unchanged."""
        shape = shapes[0]
        if found := not_a_sequence(self.kind, shape):
            return found
        if shape.channels % 2 == 0:
            return shape
        message = f"`{self.kind}` pairs the channels, and {shape.channels:,} is odd"
        return Problem("A405", message, label=f"receives {shape}")

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The function of archspec.nn."""
        args = {"base": self.base, "neighbours": self.pairs == "neighbours"}
        return Function("archspec.nn.functional.add_sinusoids", args)
