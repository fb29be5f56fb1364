"""Attention of tokens to tokens."""

from collections.abc import Mapping
from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Shapes, Takes, Weighted, Window
from archspec.kind.fields import Count, Probability, Reference
from archspec.kind.lowering import unlike_default
from archspec.kind.tokens import not_a_sequence, wrong_heads, wrong_mask
from archspec.shapes import Shape


class Attention(Weighted):
    """Multi-head attention: each token becomes a mean of what all tokens say, weighed by likeness.

    With `context` the tokens attend to those of another value instead of to each other; with
    `groups` the axes before the tokens are groups, as the rows of an image for each column. Its
    MACs are those of the projections and of both products of attention (Vaswani et al. 2017,
    arXiv:1706.03762).
    """

    kind: ClassVar[str] = "attention"
    main: ClassVar[str | None] = "heads"
    family: ClassVar[str] = "attention"

    heads: Count = Field(description="Heads, each of which has an equal share of the channels.")
    bias: bool = Field(True, description="Whether the projections add a number per channel.")
    dropout: Probability = Field(0.0, description="Probability of dropping a weight of attention.")
    causal: bool = Field(False, description="Whether a token sees only itself and those before it.")
    groups: bool = Field(
        False, description="Whether axes before the tokens are groups that do not see each other."
    )
    context: Reference | None = Field(
        None, description="The value whose tokens are attended to; its own where absent."
    )
    mask: Reference | None = Field(
        None,
        description="A value M or N×M, such as an input, that is 0 where a token is not to be "
        "seen: the padding behind a text.",
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """What `context` and `mask` name."""
        named = (("context", self.context), ("mask", self.mask))
        return tuple((field, name) for field, name in named if name is not None)

    def takes_at(self, place: int) -> Takes:
        """Real numbers; of a mask it asks only whether they are 0."""
        masks = self.mask is not None and place == len(self.references())
        return "any" if masks else "real"

    def unfit(self) -> Problem | None:
        """Tokens of another value have no order in common with these; a mask is for one row."""
        if self.causal and self.context is not None:
            message = "`causal` is for tokens that attend to each other, and this has a `context`"
            return Problem("A213", message, ("causal",))
        if self.mask is not None and self.groups:
            message = "a `mask` is for one row of tokens, and `groups` makes several"
            return Problem("A213", message, ("mask",))
        return None

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """N×C, unchanged; with `groups` …×N×C."""
        if not self._are_tokens(shapes[0]) and (found := not_a_sequence(self.kind, shapes[0])):
            return found
        other = self._context(shapes)
        if not self._are_tokens(other):
            return self._no_context(other)
        if other.dims[:-2] != shapes[0].dims[:-2]:
            message = f"the groups of {shapes[0]} and of its context, {other}, differ"
            return Problem("A403", message)
        wrong = wrong_heads(self.heads, shapes[0].channels)
        if wrong is None and self.mask is not None:
            wrong = wrong_mask(shapes[-1], shapes[0].dims[-2], other.dims[-2])
        return wrong or shapes[0]

    def _context(self, shapes: Shapes) -> Shape:
        """The tokens that are attended to."""
        return shapes[0] if self.context is None else shapes[1]

    def _are_tokens(self, shape: Shape) -> bool:
        """Whether they stand in rows, with `groups` perhaps in several sets of rows."""
        return shape.channels_last and (shape.spatial == 1 or (self.groups and shape.spatial > 1))

    def _no_context(self, shape: Shape) -> Problem:
        """Why that value cannot be attended to."""
        message = f"the `context` of `{self.kind}` must be tokens, and it is {shape.describe()}"
        fix = Fix("make tokens of it: `rearrange: {name: …, from: …, pattern: c h w -> (h w) c}`")
        fixes = (fix,) if shape.spatial == 2 and shape.channel_axis == 0 else ()
        return Problem("A404", message, ("context",), f"this is {shape}", fixes=fixes)

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """The projection to queries, keys and values (3C, C), and the one of the result (C, C)."""
        width, other = shapes[0].channels, self._context(shapes).channels
        found: dict[str, tuple[int, ...]] = {"in_proj_weight": (3 * width, width)}
        if other != width:
            inputs = {"q": width, "k": other, "v": other}
            found = {f"{name}_proj_weight": (width, size) for name, size in inputs.items()}
        found["out_proj.weight"] = (width, width)
        biases: dict[str, tuple[int, ...]] = {
            "in_proj_bias": (3 * width,),
            "out_proj.bias": (width,),
        }
        return found | biases if self.bias else found

    def macs(self, shapes: Shapes, output: Shape) -> int:  # noqa: ARG002  it is that of the input
        """The projections of both values, and queries times keys times values."""
        *groups, tokens, width = shapes[0].dims
        others, other = self._context(shapes).dims[-2:]
        projections = 2 * tokens * width * width + 2 * others * other * width
        return prod(groups) * (projections + 2 * tokens * others * width)

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Every token."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:
        """The attention of torch."""
        width, other = shapes[0].channels, self._context(shapes).channels
        options = {
            "dropout": (self.dropout, 0.0),
            "bias": (self.bias, True),
            "context_dim": (other, width),
            "causal": (self.causal, False),
            "mask": (self.mask is not None, False),
        }
        args = {"embed_dim": width, "num_heads": self.heads}
        return Module("archspec.nn.Attention", args | unlike_default(options))
