"""Blocks: layers under a name, with parameters of their own."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Edit, Help, Mark
from archspec.diagnostics.suggest import near, only_near, perhaps
from archspec.kind import Origin
from archspec.kind.scoped import Inlined
from archspec.language.expressions.environment import Environment
from archspec.language.expressions.values import value_of
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.value_errors import shown, wrong_value
from archspec.language.suggestions.missing_space import comma_in_braces
from archspec.language.walk.report import Report
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree

REQUIRED = "required"
OWN_FIELDS = ("name", "from", "when", "inline", "share")

INLINE = Constraint(Inlined).at(("inline",))


@dataclass(frozen=True, slots=True)
class BlockArguments:
    """What a call of a block says.

    Args:
        params: the values of the block's parameters.
        inputs: what each input of the block is called where the call stands.
        name: what it is called there.
        source: the layer whose output it takes, if not the one above.
        share: the scope above whose weights its layers use.
        inline: whether its layers stand in the list around.
    """

    params: dict[str, Any]
    inputs: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    source: str | None = None
    share: str | None = None
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block's parameters with their defaults, and its layers, unworked.

    A parameter whose default is the word `required` must be given. A `closed` block sees its own
    parameters alone, and not those of the file in which it is called. Its `inputs` are the names
    that its layers have for values which a call gives it beside the one above.
    """

    name: str
    params: Mapping[str, Tree]
    layers: Tree
    key: Scalar
    closed: bool = False
    inputs: tuple[Scalar, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What a call of it can give, but for what every call can."""
        return (*(one.text for one in self.inputs), *self.params)

    def bind(
        self,
        origin: Origin,
        value: Tree | None,
        scope: Environment,
        outer: Environment,
        report: Report,
    ) -> BlockArguments:
        """The values of its parameters in a call, and the call's own fields.

        Args:
            origin: where the call stands.
            value: what it gives.
            scope: what expressions in the call can name.
            outer: what those in the block's defaults can name, besides its parameters above.
            report: gets A201 for an argument it does not take, A202 for one that is missing.

        Raises:
            Skip: where there are such, or an argument has no value.
        """
        if value is not None and not isinstance(value, Fields) and not self.words:
            raise report.skip(self._takes_none(value))
        if isinstance(value, Fields) and (
            cut := comma_in_braces(value, (*self.words, *OWN_FIELDS))
        ):
            raise report.skip(cut)
        given = self.arguments(value)
        unknown = [name for name in given if name not in (*self.words, *OWN_FIELDS)]
        found = [self._unknown(name, value) for name in unknown]
        missing = [n for n in self._required if n not in given]
        meant = {name for word in unknown for name in near(word, self.words)[:1]}
        found += [self._missing(name, origin) for name in missing if name not in meant]
        if found:
            raise report.skip(*found)
        bound: dict[str, Any] = {}
        for name, default in self.params.items():
            at = (given[name], scope) if name in given else (default, outer.binding(bound))
            bound[name] = value_of(*at)
        own = {name: value_of(given[name], scope) for name in OWN_FIELDS if name in given}
        called, source, owner = (
            _text(own.get(word), word, given, report) for word in ("name", "from", "share")
        )
        inline = _inline(own.get("inline", False), given, report)
        inputs = {one.text: _input(one.text, given, scope, report) for one in self.inputs}
        return BlockArguments(bound, inputs, called, source, owner, inline)

    @property
    def _required(self) -> list[str]:
        """The parameters and inputs that a call must give."""
        without = [name for name, tree in self.params.items() if _required(tree)]
        return without + [one.text for one in self.inputs]

    def arguments(self, value: Tree | None) -> dict[str, Tree]:
        """What a call gives, by the names of the parameters and of a call's own fields."""
        if value is None:
            return {}
        if isinstance(value, Fields):
            return {entry.key.text: entry.value for entry in value}
        return dict.fromkeys(islice(self.words, 1), value)

    def _takes_none(self, value: Tree) -> Diagnostic:
        message = f"the block `{self.name}` takes no parameters"
        return Diagnostic("A201", message, value.span, "", (Mark(self.key.span, "the block"),))

    def _unknown(self, word: str, value: Tree | None) -> Diagnostic:
        entry = value.entry(word) if isinstance(value, Fields) else None
        span = entry.key.span if entry else self.key.span
        names = [*self.words, *OWN_FIELDS]
        helps = tuple(self._meant(n, word, value, names) for n in near(word, names)[:1])
        required = self._required
        shown = [f"{n} (required)" if n in required else n for n in names]
        note = f"`{self.name}` takes {', '.join(shown)}"
        message = f"unknown field `{word}` in a call of the block `{self.name}`"
        mark = Mark(self.key.span, "the block")
        return Diagnostic("A201", message, span, "", (mark,), (note,), helps)

    def _meant(self, name: str, word: str, value: Tree | None, names: list[str]) -> Help:
        """The renaming, unless another argument has that name or is as near to it."""
        given = [entry.key for entry in value] if isinstance(value, Fields) else []
        written = [key.span for key in given if key.text == word]
        rivals = [
            k.text for k in given if k.text != word and name in (k.text, *near(k.text, names)[:1])
        ]
        edits = tuple(Edit(span, name) for span in written if not rivals)
        certain = bool(edits) and only_near(word, names) is not None
        return perhaps(name, edits, certain=certain)

    def _missing(self, name: str, origin: Origin) -> Diagnostic:
        places = {one.text: one.span for one in self.inputs}
        at = places.get(name) or self.params[name].span
        mark = Mark(at, f"`{name}` is {'an input' if name in places else 'required'}")
        message = f"a call of the block `{self.name}` needs `{name}`"
        return Diagnostic("A202", message, origin.span, "", (mark,))


def _required(tree: Tree | None) -> bool:
    return isinstance(tree, Scalar) and tree.value == REQUIRED


def _text(value: Any, field: str, given: Mapping[str, Tree], report: Report) -> str | None:
    if type(value) is int:
        return str(value)
    if value is None or (isinstance(value, str) and value):
        return value
    message = f"`{field}` must be text, not {shown(value)}"
    raise report.skip(Diagnostic("A203", message, given[field].span))


def _input(name: str, given: Mapping[str, Tree], scope: Environment, report: Report) -> str:
    """What a call names as an input of the block.

    Raises:
        Skip: A203 where it gives something else.
    """
    value = value_of(given[name], scope)
    called = _text(value, name, given, report)
    if called is None:
        message = f"`{name}` must be the name of a layer above, not {shown(value)}"
        raise report.skip(Diagnostic("A203", message, given[name].span))
    return called


def _inline(value: Any, given: Mapping[str, Tree], report: Report) -> bool:
    if not isinstance(value, bool):
        tree = given["inline"]
        raise report.skip(wrong_value("`inline`", INLINE, tree, value, tree.span))
    for word in ("name", "share"):
        if value and word in given:
            message = f"a call that is `inline` is no module, so it cannot have a `{word}`"
            raise report.skip(Diagnostic("A213", message, given[word].span))
    return value
