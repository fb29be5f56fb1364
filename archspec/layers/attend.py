"""Attention without projections of its own."""

from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Takes, Window
from archspec.kind.fields import Count, Positive, Probability, Reference
from archspec.kind.lowering import unlike_default
from archspec.kind.tokens import not_a_sequence, wrong_heads, wrong_mask
from archspec.shapes import Shape


class Attend(Layer):
    """Scaled dot-product attention of queries to keys and values that layers before it have made.

    The value above holds queries, keys and values side by side, in this order and each head after
    head, as `linear: 3 * $in` makes them. With `context` it holds queries, and the context keys and
    values; with `keys` and `values` these are values of their own, and may differ in width.
    Projections are layers around it, under any name. Its MACs are those of both products (Vaswani
    et al. 2017, arXiv:1706.03762).
    """

    kind: ClassVar[str] = "attend"
    main: ClassVar[str | None] = "heads"
    family: ClassVar[str] = "attention"

    heads: Count = Field(description="Heads, each of which has an equal share of the channels.")
    key_heads: Count | None = Field(
        None,
        description="Heads of keys and values, each for several of the queries (Ainslie et al. "
        "2023, arXiv:2305.13245); as many as `heads` if absent.",
    )
    context: Reference | None = Field(
        None, description="The value that holds keys and values, where the one above does not."
    )
    keys: Reference | None = Field(None, description="The value that holds the keys alone.")
    values: Reference | None = Field(None, description="The value that holds the values alone.")
    bias: Reference | None = Field(
        None, description="A value heads×N×M that is added to the products of queries and keys."
    )
    mask: Reference | None = Field(
        None,
        description="A value M or N×M, such as an input, that is 0 where a key is not to be seen: "
        "the padding behind a text.",
    )
    scale: Positive | None = Field(
        None, description="Factor on these products; 1/√(channels of a head) if absent."
    )
    causal: bool = Field(False, description="Whether a token sees only itself and those before it.")
    dropout: Probability = Field(0.0, description="Probability of dropping a weight of attention.")
    groups: bool = Field(
        False, description="Whether axes before the tokens are groups that do not see each other."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """What holds keys, values, biases and masks."""
        fields = ("context", "keys", "values", "bias", "mask")
        named = ((field, getattr(self, field)) for field in fields)
        return tuple((field, name) for field, name in named if name is not None)

    def takes_at(self, place: int) -> Takes:
        """Real numbers, but as a bias, which is added to some, and as a mask, which is 0 or not."""
        return "real" if place < len(self._parts) else "any"

    def unfit(self) -> Problem | None:
        """Keys without values, two sources of them, and heads that share no key."""
        if (self.keys is None) != (self.values is None):
            given, other = ("keys", "values") if self.values is None else ("values", "keys")
            return Problem("A213", f"`{given}` also needs `{other}`", (given,))
        if self.context is not None and self.keys is not None:
            message = "`context` holds keys and values, and `keys` and `values` are named too"
            return Problem("A213", message, ("context",))
        if self.causal and self.context is not None:
            message = "`causal` is for tokens that attend to each other, and this has a `context`"
            return Problem("A213", message, ("causal",))
        if self.heads % self._key_heads:
            message = f"{self._key_heads} heads of keys cannot be shared by {self.heads} heads"
            return Problem("A213", message, ("key_heads",))
        if self.mask is not None and self.groups:
            message = "a `mask` is for one row of tokens, and `groups` makes several"
            return Problem("A213", message, ("mask",))
        return None

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """N×C to N×(channels of all values); with `groups` …×N×C."""
        tokens = self._tokens(shapes)
        for shape in tokens:
            grouped = self.groups and shape.spatial > 1 and shape.channels_last
            if not grouped and (found := not_a_sequence(self.kind, shape)):
                return found
        if len({shape.dims[:-2] for shape in tokens}) > 1:
            message = f"the groups of {' and '.join(map(str, tokens))} differ"
            return Problem("A403", message)
        wrong = self._wrong_widths(tokens) or self._wrong_tokens(tokens)
        wrong = wrong or self._wrong_bias(shapes) or self._wrong_mask(shapes)
        return wrong or tokens[0].with_channels(self._widths(tokens)[2])

    def macs(self, shapes: Shapes, output: Shape) -> int:
        """Queries times keys, and their weights times values."""
        tokens = self._tokens(shapes)
        queries, _, values = self._widths(tokens)
        return prod(output.dims[:-1]) * tokens[-1].dims[-2] * (queries + values)

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Every token."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of archspec.nn."""
        options = {
            "key_heads": (self._key_heads, self.heads),
            "parts": (self._parts, (3,)),
            "bias": (self.bias is not None, False),
            "mask": (self.mask is not None, False),
            "scale": (self.scale, None),
            "causal": (self.causal, False),
            "dropout": (self.dropout, 0.0),
        }
        return Module("archspec.nn.Attend", {"heads": self.heads} | unlike_default(options))

    @property
    def _key_heads(self) -> int:
        return self.heads if self.key_heads is None else self.key_heads

    @property
    def _parts(self) -> tuple[int, ...]:
        """How many of queries, keys and values each input holds."""
        if self.keys is not None:
            return (1, 1, 1)
        return (3,) if self.context is None else (1, 2)

    def _tokens(self, shapes: Shapes) -> Shapes:
        return shapes[: len(self._parts)]

    def _widths(self, tokens: Shapes) -> tuple[int, int, int]:
        """The channels of queries, of keys, and of what it gives."""
        heads, key_heads = self.heads, self._key_heads
        if len(tokens) == 1:
            head = tokens[0].channels // (heads + 2 * key_heads)
            return head * heads, head * key_heads, head * heads
        if len(tokens) == 2:
            values = tokens[1].channels // 2
            return tokens[0].channels, values, values * heads // key_heads
        values = tokens[2].channels * heads // key_heads
        return tokens[0].channels, tokens[1].channels, values

    def _wrong_widths(self, tokens: Shapes) -> Problem | None:
        """Channels that are not those of whole heads, or not those of queries and keys alike."""
        heads, key_heads = self.heads, self._key_heads
        first = tokens[0].channels
        if len(tokens) == 1:
            if first % (heads + 2 * key_heads) == 0:
                return None
            message = f"{first} channels are not the queries, keys and values of {heads} heads"
            note = f"they need a multiple of {heads + 2 * key_heads}: {heads} heads of queries, "
            note += f"{key_heads} of keys, {key_heads} of values"
            return Problem("A405", message, ("heads",), notes=(note,))
        queries, keys, _ = self._widths(tokens)
        if found := wrong_heads(heads, queries):
            return found
        if keys * heads != queries * key_heads:
            message = f"a head has {queries // heads} channels of queries"
            message += f", and {keys / key_heads:g} of keys"
            return Problem("A405", message, ("heads",))
        return wrong_heads(key_heads, tokens[-1].channels)

    def _wrong_tokens(self, tokens: Shapes) -> Problem | None:
        """Keys without a value each, and tokens before which nothing stands in another sequence."""
        counts = [shape.dims[-2] for shape in tokens]
        if counts[1:2] != counts[2:] and len(counts) == 3:
            return Problem("A403", f"there are {counts[1]} keys, but {counts[2]} values", ("keys",))
        if self.causal and counts[0] != counts[-1]:
            message = f"`causal` needs as many keys as queries, not {counts[-1]} and {counts[0]}"
            return Problem("A403", message, ("causal",))
        return None

    def _wrong_mask(self, shapes: Shapes) -> Problem | None:
        """A mask that is not one number for each key, or for each query and key."""
        if self.mask is None:
            return None
        tokens = self._tokens(shapes)
        return wrong_mask(shapes[-1], tokens[0].dims[-2], tokens[-1].dims[-2])

    def _wrong_bias(self, shapes: Shapes) -> Problem | None:
        """A bias that is not one number for each head, query and key."""
        if self.bias is None:
            return None
        tokens, bias = self._tokens(shapes), shapes[len(self._parts)]
        need = (self.heads, tokens[0].dims[-2], tokens[-1].dims[-2])
        fits = all(have in (1, size) for have, size in zip(bias.dims[-3:], need, strict=False))
        if fits and len(bias.dims) in (3, len(tokens[0].dims) + 1):
            return None
        message = f"`bias` is {bias}, but heads, queries and keys are {Shape(need)}"
        return Problem("A403", message, ("bias",))
