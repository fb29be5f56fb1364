"""The same layers several times."""

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any, ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Builder, Layer, Value
from archspec.kind.fields import Depth, Items, Layers, ParameterName


class Repeat(Layer):
    """The same layers several times over: `depth` times, or once for each item of a list.

    With a `name` it is a module; without, its layers stand in the list around it. With
    `weights: shared` every round uses the same weights, so that depth adds computation but no
    parameters; that is what `nn.Sequential(*(n * [Block()]))` does in Python.
    """

    kind: ClassVar[str] = "repeat"
    family: ClassVar[str] = "container"
    variables: ClassVar[tuple[str, ...]] = ("as_", "index")

    depth: Depth | None = Field(None, description="How many times.")
    each: Items | None = Field(None, description="A list; one round for each of its items.")
    as_: ParameterName | None = Field(
        None, alias="as", description="The parameter that holds the item of the round."
    )
    index: ParameterName = Field(
        "i", description="The parameter that holds the number of the round, from 0."
    )
    layers: Layers = Field(description="The layers of one round.")
    weights: Literal["independent", "shared"] = Field(
        "independent", description="Whether each round has weights of its own."
    )

    def rounds(self) -> tuple[Mapping[str, Any], ...]:
        """The index of each round, and its item."""
        items = range(self.depth or 0) if self.each is None else self.each
        bound = ((i, {} if self.as_ is None else {self.as_: item}) for i, item in enumerate(items))
        return tuple({self.index: i, **item} for i, item in bound)

    def unfit(self) -> Problem | None:
        """Fields that contradict each other."""
        if (self.depth is None) == (self.each is None):
            have = "neither" if self.depth is None else "both"
            return Problem("A213", f"`repeat` needs either `depth` or `each`, and has {have}")
        if self.each is not None and self.as_ is None:
            message = "`each` needs `as`, a name for its items"
            fix = Fix("write `as: item`, and `$item`")
            return Problem("A213", message, ("each",), fixes=(fix,))
        if self.as_ is not None and self.each is None:
            return Problem("A213", "`as` names an item of `each`, and there is no `each`", ("as",))
        for field in ("as", "index"):
            word = self.index if field == "index" else self.as_
            if word is not None and iskeyword(word):
                message = f"`{word}` cannot be the name of a parameter"
                note = "expressions have this word already"
                return Problem("A203", message, (field,), notes=(note,))
        return None

    def build(self, builder: Builder, value: Value) -> Value:
        """The rounds, in a scope where it has a name."""

        def rounds(value: Value) -> Value:
            shared = self.weights == "shared"
            return builder.rounds(self.layers, value, self.rounds(), shared=shared)

        return builder.scope(self.name, self.kind, value, rounds) if self.name else rounds(value)

    def is_one(self) -> bool:
        """Without a name it is as many layers as it has rounds."""
        return False
