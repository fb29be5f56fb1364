"""The same layers several times."""

from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import Any, ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Builder, Layer, Value
from archspec.kind.fields import Depth, ItemNames, Items, Layers, ParameterName


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
    as_: ItemNames | None = Field(
        None,
        alias="as",
        description="The parameter that holds the item of the round, or those that hold its parts.",
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
        return tuple({self.index: i, **self._named(item)} for i, item in enumerate(items))

    def _named(self, item: Any) -> Mapping[str, Any]:
        """The words of `as`, each with what it stands for in a round."""
        if self.as_ is None:
            return {}
        if isinstance(self.as_, str):
            return {self.as_: item}
        if isinstance(self.as_, tuple):
            return dict(zip(self.as_, item, strict=True))
        return {word: item[field] for field, word in self.as_.items()}

    def _words(self) -> Iterator[tuple[str, str]]:
        """Every word that is bound, and the field that binds it."""
        if isinstance(self.as_, str):
            yield "as", self.as_
        elif self.as_ is not None:
            words = self.as_ if isinstance(self.as_, tuple) else self.as_.values()
            yield from (("as", word) for word in words)
        yield "index", self.index

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
        return self._unusable_word() or self._odd_item()

    def _unusable_word(self) -> Problem | None:
        """A word that no expression could use, or that would stand for two things."""
        known: set[str] = set()
        for field, word in self._words():
            if iskeyword(word):
                message = f"`{word}` cannot be the name of a parameter"
                note = "expressions have this word already"
                return Problem("A203", message, (field,), notes=(note,))
            if word in known:
                message = f"`{word}` would stand for two things in each round"
                fix = Fix("give the number of the round another name with `index`")
                return Problem("A213", message, (field,), fixes=(fix,) * (field == "index"))
            known.add(word)
        return None

    def _odd_item(self) -> Problem | None:
        """An item that `as` cannot take apart."""
        if self.as_ is None or isinstance(self.as_, str):
            return None
        for number, item in enumerate(self.each or ()):
            if odd := _not_apart(self.as_, item):
                return Problem("A213", f"item {number} of `each`, from 0, {odd}", ("each",))
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


def _not_apart(words: tuple[str, ...] | Mapping[str, str], item: Any) -> str:
    """Why an item does not have the parts that `as` names; empty where it does."""
    if isinstance(words, tuple):
        if not isinstance(item, tuple):
            return "is no list, and `as` names the parts of one"
        many = "1 part" if len(item) == 1 else f"{len(item)} parts"
        return "" if len(item) == len(words) else f"has {many}, and `as` names {len(words)}"
    if not isinstance(item, Mapping):
        return "is no mapping, and `as` names the fields of one"
    missing = next((field for field in words if field not in item), None)
    return "" if missing is None else f"has no field `{missing}`, which `as` names"
