"""The blocks of a file, from the mapping in which they stand."""

from collections.abc import Iterator
from typing import Any

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Help, Mark, Span
from archspec.diagnostics.suggest import did_you_mean
from archspec.graph.names import misspelt, unusable_input
from archspec.kind import find
from archspec.language.document.parameters import unusable_names
from archspec.language.document.tables import table
from archspec.language.rewrite.renaming import bad_name
from archspec.language.suggestions.missing_space import comma_in_braces
from archspec.language.walk.blocks import OWN_FIELDS, Block
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe

FIELDS = ("params", "inputs", "layers", "about")


@dataclass(slots=True)
class BlockReader:
    """Reads blocks; `broken` are the names of those with which something is wrong.

    Args:
        closed: whether the blocks see their own parameters alone, and not those of a file.
    """

    closed: bool = False
    problems: list[Diagnostic] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def read(self, tree: Fields) -> dict[str, Block]:
        """The blocks of a file, by name; what is wrong with them goes to `problems`."""
        written = tree.entry("blocks")
        if written and isinstance(written.value, Sequence):
            items = (item for item in written.value if isinstance(item, Fields))
            self.broken |= {entry.key.text for item in items for entry in item}
        found = {
            e.key.text: self._block(e.key, e.value) for e in table(tree, "blocks", self.problems)
        }
        self.broken |= {name for name, block in found.items() if block is None}
        return {name: block for name, block in found.items() if block is not None}

    def _block(self, key: Scalar, tree: Tree) -> Block | None:
        if why := misspelt(key.text):
            self.problems.append(bad_name("a block", key.text, key.span, why))
            return None
        if find(key.text):
            advice = Help(f"name it otherwise; `defaults` sets fields of every `{key.text}`")
            message = f"the block `{key.text}` has the name of a kind"
            self._report("A214", message, key.span, helps=(advice,))
            return None
        if isinstance(tree, Sequence):
            return Block(key.text, {}, tree, key, self.closed)
        layers = tree.entry("layers") if isinstance(tree, Fields) else None
        if layers is None:
            self._report("A202", f"the block `{key.text}` has no `layers`", key.span)
            return None
        assert isinstance(tree, Fields)  # noqa: S101  it has an entry
        self._known_fields(key, tree)
        params, inputs = self._params(tree), self._inputs(tree)
        if params is None or inputs is None:
            return None
        found = [*self._clashes(inputs, tree, layers.value)]
        self.problems += found
        block = Block(key.text, params, layers.value, key, self.closed, inputs)
        return None if found else block

    def _known_fields(self, key: Scalar, tree: Fields) -> None:
        for entry in tree:
            if entry.key.text not in FIELDS:
                helps = did_you_mean(entry.key.text, FIELDS)
                message = f"unknown field `{entry.key.text}` in the block `{key.text}`"
                note = "a block takes params, inputs, layers and about"
                self._report("A201", message, entry.key.span, notes=(note,), helps=helps)

    def _params(self, tree: Fields) -> dict[str, Tree] | None:
        params = tree.entry("params")
        if params is None:
            return {}
        if isinstance(params.value, Fields):
            if cut := comma_in_braces(params.value):
                self.problems.append(cut)
                return None
            self.problems += unusable_names(params.value)
            return {entry.key.text: entry.value for entry in params.value}
        given = describe(params.value)
        message = f"`params` must be a mapping from names to defaults, not {given}"
        self._report("A203", message, params.value.span)
        return None

    def _inputs(self, tree: Fields) -> tuple[Scalar, ...] | None:
        """The names of the values that it takes beside the one above."""
        entry = tree.entry("inputs")
        if entry is None:
            return ()
        names = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        scalars = [one for one in names if isinstance(one, Scalar) and isinstance(one.value, str)]
        if len(scalars) < len(names):
            given = describe(next(one for one in names if one not in scalars))
            message = f"`inputs` of a block must be a list of names, not {given}"
            help_ = Help("write `inputs: [skip]`; a call says which layer that is: `skip: name`")
            self._report("A203", message, entry.value.span, helps=(help_,))
            return None
        reasons = [(scalar, unusable_input(scalar.text)) for scalar in scalars]
        odd = [bad_name("an input", one.text, one.span, why) for one, why in reasons if why]
        self.problems += odd
        return None if odd else tuple(scalars)

    def _clashes(
        self, inputs: tuple[Scalar, ...], tree: Fields, layers: Tree
    ) -> Iterator[Diagnostic]:
        """An input that has the name of a parameter, of a call's field or of a layer inside."""
        params = tree.entry("params")
        known = (
            {e.key.text: e.key.span for e in params.value}
            if params and isinstance(params.value, Fields)
            else {}
        )
        inside = {one.text: one.span for one in _names(layers)}
        seen: set[str] = set()
        for one in inputs:
            if one.text in OWN_FIELDS or one.text in seen:
                what = "what every call takes" if one.text in OWN_FIELDS else "another input"
                yield Diagnostic("A301", f"the input `{one.text}` has the name of {what}", one.span)
            elif at := known.get(one.text) or inside.get(one.text):
                what = "a parameter" if one.text in known else "a layer"
                message = f"the input `{one.text}` has the name of {what} of its block"
                mark = Mark(at, f"nobody could tell which `{one.text}` is meant")
                yield Diagnostic("A301", message, one.span, "", (mark,))
            seen.add(one.text)

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self.problems.append(Diagnostic(code, message, span, **more))


def _names(tree: Tree) -> Iterator[Scalar]:
    """The names that are written in layers, as far as nothing computes them."""
    if isinstance(tree, Scalar):
        return
    if isinstance(tree, Sequence):
        for item in tree:
            yield from _names(item)
        return
    for entry in tree:
        if entry.key.text == "name" and isinstance(entry.value, Scalar):
            yield entry.value
        else:
            yield from _names(entry.value)
