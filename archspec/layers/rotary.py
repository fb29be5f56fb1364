"""Positions told by turning pairs of channels."""

from math import prod
from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes
from archspec.kind.fields import Axis, Count, Kernel, Positive
from archspec.kind.lowering import unlike_default
from archspec.kind.tokens import not_a_sequence, wrong_heads
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, open_names


class Rotary(Layer):
    """Turns pairs of channels by angles that grow with the position, for queries and for keys.

    The products of the two then tell how far apart their tokens are. Pair i of n turns by
    position / base^(i/n) in each head. With `size` the tokens are positions of an image, row after
    row, and half of the pairs turn by the row, the others by the column (Su et al. 2021,
    arXiv:2104.09864).
    """

    kind: ClassVar[str] = "rotary"
    main: ClassVar[str | None] = "heads"
    family: ClassVar[str] = "attention"

    heads: Count = Field(description="Heads, each of which has an equal share of the channels.")
    base: Positive = Field(10000.0, description="How slowly the last pairs turn.")
    pairs: Literal["halves", "neighbours"] = Field(
        "halves", description="Whether channel i of n is paired with i + n/2, or 2i with 2i + 1."
    )
    size: Kernel | None = Field(None, description="Rows and columns, where tokens are an image's.")
    skip: Axis = Field(0, description="Tokens in front that stay as they are, as class tokens.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """N×C, unchanged."""
        shape = shapes[0]
        found = not_a_sequence(self.kind, shape) or wrong_heads(self.heads, shape.channels)
        if found:
            return found
        head, parts = shape.channels // self.heads, 2 * len(self._axes or (1,))
        if head % parts:
            message = f"{head} channels of a head are no multiple of {parts}, which turning needs"
            return Problem("A405", message, ("heads",))
        return self._wrong_size(shape) or shape

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of archspec.nn."""
        options = {
            "base": (self.base, 10000.0),
            "neighbours": (self.pairs == "neighbours", False),
            "size": (self._axes, None),
            "skip": (self.skip, 0),
        }
        return Module("archspec.nn.Rotary", {"heads": self.heads} | unlike_default(options))

    @property
    def _axes(self) -> tuple[int, ...] | None:
        return (self.size, self.size) if isinstance(self.size, int) else self.size

    def _wrong_size(self, shape: Shape) -> Problem | None:
        """A `size` of another number of tokens."""
        tokens, axes = shape.dims[0], self._axes
        if axes is None:
            return None
        if open_names((tokens,)):
            return needs_size(self.kind, (tokens,), "`size` is that of", field=("size",))
        if prod(axes) + self.skip == tokens:
            return None
        message = f"`size` and `skip` make {prod(axes) + self.skip} tokens, but there are {tokens}"
        return Problem("A408", message, ("size",), label=f"receives {shape}")
