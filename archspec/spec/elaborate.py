"""Layers from the tree to parts: kinds looked up, blocks called, repeats unrolled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args

from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Problem, Span
from archspec.diagnostics.suggest import listed, near, nearest, only_near
from archspec.kind import (
    Body,
    Chain,
    From,
    Layer,
    Leaf,
    Origin,
    Part,
    Repeat,
    find,
    kinds,
    named,
    of_role,
    placed,
)
from archspec.kind.fields import Holds
from archspec.spec.blocks import Block
from archspec.spec.foreign import kind_for, same_kind
from archspec.spec.limits import MAX_CALLS, MAX_LAYERS
from archspec.spec.locate import locate
from archspec.spec.validate import Faults, Place, validate
from archspec.spec.values import ValueFault, names_in, scalar_value, value_of
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe

Scope = Mapping[str, Any]


class Stop(Exception):  # noqa: N818  not a fault of its own: the findings are in `problems`
    """This layer cannot be worked out; the finding is recorded."""


@dataclass(slots=True)
class Elaborator:
    """Works out layers; `problems` collects what is wrong with them.

    Args:
        blocks: the blocks of the file, by name.
        defaults: fields for every layer of a kind, by kind.
        params: the parameters that blocks can see beside their own.
    """

    blocks: Mapping[str, Block]
    defaults: Mapping[str, Mapping[str, Tree]]
    params: Scope
    problems: list[Diagnostic] = field(default_factory=list)
    broken_blocks: set[str] = field(default_factory=set)
    calls: tuple[Span, ...] = ()
    count: int = 0

    def layers(self, tree: Tree, scope: Scope) -> Chain:
        """A list of layers, one after the other."""
        if not isinstance(tree, Sequence):
            self._report("A206", f"layers stand in a list, and this is {describe(tree)}", tree.span)
            return Chain()
        parts: list[Part] = []
        for item in tree:
            try:
                parts += self.layer(item, scope)
            except Stop:
                continue
            except ValueFault as fault:
                self.problems.append(fault.diagnostic)
        return Chain(tuple(parts))

    def layer(self, tree: Tree, scope: Scope) -> tuple[Part, ...]:
        """One entry of a list of layers; nothing where its `when` is false."""
        key, value = self._kind_and_value(tree)
        kind = self._kind_name(key, scope)
        fields = value if isinstance(value, Fields) else None
        if fields and not self._when(fields, scope):
            return ()
        main = value.span if value is not None and fields is None else None
        origin = Origin(key.span, fields, main, tree.span, self.calls)
        if kind in self.blocks:
            return (self._call(self.blocks[kind], origin, value, scope),)
        cls = find(kind) or self._unknown_kind(kind, key)
        layer = self._make(cls, origin, value, scope)
        return (self._expanded(layer, origin),)

    def _kind_and_value(self, tree: Tree) -> tuple[Scalar, Tree | None]:
        """`kind`, `kind: value` or `kind: {…}`."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str) and tree.value:
            return tree, None
        if isinstance(tree, Fields) and len(tree.entries) == 1:
            [entry] = tree.entries
            empty = isinstance(entry.value, Scalar) and entry.value.value is None
            return entry.key, None if empty else entry.value
        if isinstance(tree, Fields) and tree.entries:
            self._two_keys(tree)
        what = (
            "an empty item" if isinstance(tree, Scalar) and tree.value is None else describe(tree)
        )
        helps = (Help("a layer is `kind`, `kind: value` or `kind: {field: value, …}`"),)
        self._report("A206", f"{what} where a layer belongs", tree.span, helps=helps)
        raise Stop

    def _two_keys(self, tree: Fields) -> None:
        """Most often a field that fell out of its mapping."""
        first, second = tree.entries[0], tree.entries[1]
        kind, word = first.key.text, second.key.text
        message = f"a layer has one kind, and this item has two keys: `{kind}` and `{word}`"
        help_ = Help(f"indent `{word}` further than `{kind}`, or write `{kind}: {{{word}: …}}`")
        if find(word) or word in self.blocks:
            help_ = Help(f"begin a new item: `- {word}`")
        mark = Mark(first.key.span, "the kind")
        self.problems.append(
            Diagnostic("A206", message, second.key.span, "not part of it", (mark,), (), (help_,))
        )
        raise Stop

    def _kind_name(self, key: Scalar, scope: Scope) -> str:
        kind = scalar_value(key, scope) if "$" in key.text else key.text
        if isinstance(kind, str):
            return kind
        self._report("A206", f"the kind must be text, and `{key.text}` is {kind}", key.span)
        raise Stop

    def _unknown_kind(self, kind: str, key: Scalar) -> type[Layer]:
        names = [*self.blocks, *kinds()]
        foreign = kind_for(kind, names)
        likely = [foreign] if foreign else near(kind, names)[:1]
        words = "here it is called" if foreign else "did you mean"
        end = "" if foreign else "?"
        written = key.text == kind
        certain = written and (same_kind(kind) if foreign else only_near(kind, names) is not None)
        helps = tuple(
            Help(f"{words} `{name}`{end}", (Edit(key.span, name),) if written else (), certain)
            for name in likely
        )
        notes = (f"nearest: {listed(nearest(kind, names), 5)}; `archspec layers` lists all kinds",)
        message = f"there is no kind of layer called `{kind}`"
        self._report("A205", message, key.span, notes=notes, helps=helps)
        raise Stop

    def _when(self, fields: Fields, scope: Scope) -> bool:
        entry = fields.entry("when")
        if entry is None:
            return True
        value = value_of(entry.value, scope)
        if isinstance(value, bool):
            return value
        self._report("A203", f"`when` must be true or false, not {value}", entry.value.span)
        raise Stop

    def _make(self, cls: type[Layer], origin: Origin, value: Tree | None, scope: Scope) -> Layer:
        """The layer of that class, its fields worked out and checked."""
        trees = self._trees(cls, value)
        held = {name: holds for name, holds in _holding(cls).items() if name in trees}
        before = len(self.problems)
        data = {n: value_of(tree, scope) for n, tree in trees.items() if n not in held}
        rounds = self._rounds(cls, data, held)
        for name, holds in held.items():
            data[name] = self._held(holds, trees[name], scope, rounds)
        layer = self._validated(cls, data, origin, value)
        if len(self.problems) > before and held:
            raise Stop
        if problem := layer.unfit():
            self.problems.append(locate(problem, origin))
            raise Stop
        return layer

    def _trees(self, cls: type[Layer], value: Tree | None) -> dict[str, Tree]:
        """The field of each tree; the defaults of the kind under what was written."""
        written: dict[str, Tree] = {}
        if isinstance(value, Fields):
            written = {entry.key.text: entry.value for entry in value}
        elif value is not None:
            if cls.main is None:
                message = f"`{cls.kind}` has no main field, so it takes a mapping of its fields"
                self._report("A203", message, value.span)
                raise Stop
            written = {cls.model_fields[cls.main].alias or cls.main: value}
        return {**self.defaults.get(cls.kind, {}), **written}

    def _rounds(self, cls: type[Layer], data: dict[str, Any], held: Mapping[str, Holds]) -> Any:
        """The variables of each round, asked of the layer before its own layers are worked out."""
        if "rounds" not in vars(cls) or not held:
            return ({},)
        own = {f.alias or n for n, f in cls.model_fields.items()}
        if any(name not in own for name in data):
            return ({},)
        try:
            draft = cls.model_validate({**data, **dict.fromkeys(held, Body())})
        except ValueError:
            return ({},)
        return draft.rounds()

    def _validated(
        self, cls: type[Layer], data: dict[str, Any], origin: Origin, value: Tree | None
    ) -> Layer:
        place = Place(f"a `{cls.kind}` layer", origin.span, value)
        try:
            return validate(cls, data, place)
        except Faults as faults:
            self.problems += [self._called(d) for d in faults.diagnostics]
            raise Stop from None

    def _held(self, holds: Holds, tree: Tree, scope: Scope, rounds: Any) -> Any:
        """The layers inside a field."""
        if holds.form == "layer":
            return self._single(holds, tree, scope)
        if holds.form == "paths" and isinstance(tree, Fields):
            return {e.key.text: Body((self.layers(e.value, scope),)) for e in tree}
        if holds.form == "paths" and isinstance(tree, Sequence):
            return tuple(Body((self.layers(item, scope),)) for item in tree)
        if holds.form == "word_or_layers" and not isinstance(tree, Sequence):
            return self._word_or_mapping(tree, scope)
        return self._body(tree, scope, rounds)

    def _body(self, tree: Tree, scope: Scope, rounds: tuple[Scope, ...]) -> Body:
        """A list of layers in each round; worked out once where no round differs."""
        if not rounds:
            # Without a round its variables have no values, so nothing can be worked out.
            return Body(())
        if not names_in(tree) & rounds[0].keys():
            before = self.count
            chain = self.layers(tree, {**scope, **rounds[0]})
            once = max(self.count - before, 1)
            self._grow(once * (len(rounds) - 1), tree.span)
            return Body((chain,) * len(rounds))
        chains = []
        for variables in rounds:
            before = len(self.problems)
            chains.append(self.layers(tree, {**scope, **variables}))
            if len(self.problems) > before:
                break
        return Body(tuple(chains))

    def _word_or_mapping(self, tree: Tree, scope: Scope) -> Any:
        if not isinstance(tree, Fields):
            return value_of(tree, scope)
        return {
            entry.key.text: Body((self.layers(entry.value, scope),))
            if entry.key.text == "layers"
            else value_of(entry.value, scope)
            for entry in tree
        }

    def _single(self, holds: Holds, tree: Tree, scope: Scope) -> Leaf | None:
        """One layer of a role: a word, a mapping, or the main field of the only such kind."""
        if isinstance(tree, Scalar) and tree.value is None:
            return None
        number = isinstance(tree, Scalar) and not isinstance(scalar_value(tree, scope), str)
        if number and (cls := find(holds.bare)):
            origin = Origin(tree.span, None, tree.span, None, self.calls)
            return Leaf(self._make(cls, origin, tree, scope), origin)
        parts = self.layer(tree, scope)
        if parts and isinstance(parts[0], Leaf) and parts[0].layer.role == holds.role:
            return parts[0]
        if not parts:
            return None
        words = of_role(holds.role)
        what = {"norm": "a normalisation", "act": "an activation", "dropout": "dropout"}[holds.role]
        self._report("A203", f"this must be {what}", tree.span, notes=(listed(words, 40),))
        raise Stop

    def _expanded(self, layer: Layer, origin: Origin) -> Part:
        part = layer.expand()
        if isinstance(part, Problem):
            self.problems.append(locate(part, origin))
            raise Stop
        if part is None:
            self._grow(1, origin.span)
            return Leaf(layer, origin)
        part = placed(part, origin)
        self._grow(_size(part), origin.span)
        return From(part, layer.from_, origin) if layer.from_ else part

    def _call(self, block: Block, origin: Origin, value: Tree | None, scope: Scope) -> Part:
        """The layers of a block, with its parameters bound."""
        if len(self.calls) >= MAX_CALLS:
            message = f"blocks call each other more than {MAX_CALLS} deep"
            helps = (Help("end the recursion with a `when` on the layer that calls the block"),)
            self._report("A212", message, self.calls[0], helps=helps)
            raise TooLarge
        if block.name in self.broken_blocks:
            raise Stop
        # Calls count too: blocks that call each other twice double, even without a layer.
        self._grow(1, origin.span)
        try:
            bound, name, source = block.bind(origin, value, scope, self.params)
        except Faults as faults:
            self.problems += [self._called(d) for d in faults.diagnostics]
            raise Stop from None
        outer, self.calls = self.calls, (*self.calls, origin.span)
        before = len(self.problems)
        try:
            chain = self.layers(block.layers, {**self.params, **bound})
        finally:
            self.calls = outer
        if len(self.problems) > before:
            self.broken_blocks.add(block.name)
            raise Stop
        part = named(chain, name, block.name, origin)
        return From(part, source, origin) if source else part

    def _grow(self, layers: int, span: Span) -> None:
        self.count += layers
        if self.count > MAX_LAYERS:
            message = f"the file stands for more than {MAX_LAYERS:,} layers"
            self._report("A212", message, self.calls[0] if self.calls else span)
            raise TooLarge

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self.problems.append(self._called(Diagnostic(code, message, span, **more)))

    def _called(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with the calls that led to it."""
        marks = tuple(Mark(span, "called from here") for span in reversed(self.calls[-2:]))
        return replace(diagnostic, marks=(*diagnostic.marks, *marks))


class TooLarge(Exception):  # noqa: N818  like Stop, but for everything
    """The file stands for too much; the finding is recorded."""


@cache
def _holding(cls: type[Layer]) -> Mapping[str, Holds]:
    """The fields of a kind that are made of layers, by the name they have in a file."""
    found = {}
    for name, info in cls.model_fields.items():
        markers = [*info.metadata, *_metadata(info.annotation)]
        holds = next((m for m in markers if isinstance(m, Holds)), None)
        if holds:
            found[info.alias or name] = holds
    return found


def _metadata(annotation: Any) -> list[Any]:
    inner = [m for a in get_args(annotation) for m in _metadata(a)]
    return [*getattr(annotation, "__metadata__", ()), *inner]


def _size(part: Part) -> int:
    """Roughly how many layers a part adds, without walking what was counted before."""
    return len(part.rounds) if isinstance(part, Repeat) else 1
