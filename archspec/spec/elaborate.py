"""Layers from the tree to parts: kinds looked up, blocks called, repeats unrolled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args

from archspec.diagnostics import Diagnostic, Help, Mark, Problem, Span
from archspec.diagnostics.suggest import listed
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
    named,
    placed,
    waiting,
)
from archspec.kind.fields import Holds
from archspec.spec.blocks import Block
from archspec.spec.channels import late_fields, too_early, waits, with_sample
from archspec.spec.expected import described, field_names
from archspec.spec.foreign import BY_NAME, FALSE_FRIENDS
from archspec.spec.glued import cut
from archspec.spec.items import (
    ROLES,
    not_a_layer,
    not_a_list,
    role_words,
    several_keys,
    unknown_kind,
    wrong_role,
)
from archspec.spec.limits import MAX_CALLS, MAX_LAYERS, MAX_NESTED
from archspec.spec.locate import locate
from archspec.spec.spots import Spot
from archspec.spec.unready import Silent
from archspec.spec.validate import Faults, Place, called, misnamed, validate
from archspec.spec.values import ValueFault, names_in, scalar_value, tree_of, value_of
from archspec.spec.wrong import shown, wrong_value
from archspec.syntax import Entry, Scalar, Sequence, Tree, describe
from archspec.syntax import Mapping as Fields

WHEN = Spot(Layer).at(("when",))
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
    defaults: Mapping[str, Mapping[str, Entry]]
    params: Scope
    problems: list[Diagnostic] = field(default_factory=list)
    broken_blocks: set[str] = field(default_factory=set)
    called_blocks: set[str] = field(default_factory=set)
    absent: dict[str, Span] = field(default_factory=dict)
    calls: tuple[Span, ...] = ()
    count: int = 0
    depth: int = 0

    def layers(self, tree: Tree, scope: Scope, owner: str = "`layers`") -> Chain:
        """A list of layers, one after the other; `owner` is the word for what has them."""
        if not isinstance(tree, Sequence):
            self._add(not_a_list(tree, owner, self._is_kind))
            return Chain()
        if self.depth == MAX_NESTED:
            message = f"layers are nested more than {MAX_NESTED} deep, counting the calls of blocks"
            self._report("A212", message, self.calls[0] if self.calls else tree.span)
            raise TooLarge
        parts: list[Part] = []
        self.depth += 1
        for item in tree:
            try:
                parts += self.layer(item, scope)
            except Stop:
                continue
            except ValueFault as fault:
                self.problems += fault.found
        self.depth -= 1
        return Chain(tuple(parts))

    def rehearse(self, block: Block) -> None:
        """Finds what is wrong with a block that nobody calls, whatever its parameters are."""
        unknown = {name: Silent() for name in block.params}
        outer, self.calls, count, depth = self.calls, (block.key.span,), self.count, self.depth
        before = len(self.problems)
        try:
            self.layers(block.layers, {**self._seen(block), **unknown}, f"`{block.name}`")
        except TooLarge:
            del self.problems[before:]
        self.problems[before:] = [
            replace(d, marks=tuple(m for m in d.marks if m.span not in self.calls))
            for d in self.problems[before:]
        ]
        self.calls, self.count, self.depth = outer, count, depth

    def layer(self, tree: Tree, scope: Scope) -> tuple[Part, ...]:
        """One entry of a list of layers; nothing where its `when` is false."""
        key, value = self._kind_and_value(self._spelt_out(tree, scope))
        kind = self._kind_name(key, scope)
        fields = value if isinstance(value, Fields) else None
        if fields and not self._when(fields, scope):
            self._absent(kind, key, fields)
            return ()
        main = value.span if value is not None and fields is None else None
        origin = Origin(key.span, fields, main, tree.span, self.calls)
        if kind in self.blocks:
            return (self._call(self.blocks[kind], origin, value, scope),)
        if kind in self.broken_blocks:
            raise Stop
        cls = find(kind)
        if cls is None:
            self._add(unknown_kind(kind, key, self.blocks))
            raise Stop
        layer = self._make(cls, origin, value, scope)
        part = self._expanded(layer, origin)
        late = late_fields(self._own(cls, value), scope)
        return (waiting(part, kind, late) if late else part,)

    def _is_kind(self, word: str) -> bool:
        return word in self.blocks or find(word) is not None

    def _absent(self, kind: str, key: Scalar, fields: Fields) -> None:
        """A layer that is switched off must still be a layer, with fields that exist."""
        name = fields.entry("name")
        if name and isinstance(name.value, Scalar):
            self.absent.setdefault(name.value.text, name.value.span)
        cls = find(kind)
        if cls is not None:
            for one in misnamed(cls, Place(called(cls), key.span, fields)):
                self._add(one)
        elif kind not in self.blocks and kind not in self.broken_blocks:
            self._add(unknown_kind(kind, key, self.blocks))

    def _kind_and_value(self, tree: Tree) -> tuple[Scalar, Tree | None]:
        """`kind`, `kind: value` or `kind: {…}`."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str) and tree.value:
            return tree, None
        if isinstance(tree, Fields) and len(tree.entries) == 1:
            [entry] = tree.entries
            empty = isinstance(entry.value, Scalar) and entry.value.value is None
            return entry.key, None if empty else entry.value
        several = isinstance(tree, Fields) and len(tree.entries) > 1
        if several and isinstance(tree, Fields):
            self._add(several_keys(tree, self._is_kind))
        else:
            self._add(not_a_layer(tree))
        raise Stop

    def _spelt_out(self, tree: Tree, scope: Scope) -> Tree:
        """The layer as it would be written, where a parameter holds it with its fields."""
        if not isinstance(tree, Scalar) or "$" not in tree.text:
            return tree
        value = scalar_value(tree, scope)
        return tree_of(value, tree.span) if isinstance(value, Mapping) else tree

    def _kind_name(self, key: Scalar, scope: Scope) -> str:
        kind = scalar_value(key, scope) if "$" in key.text else key.text
        if isinstance(kind, str):
            return kind
        message = f"the kind must be text, and `{key.text}` is {shown(kind)}"
        helps = (Help("to leave a layer out, give it a `when`"),) if kind is None else ()
        self._report("A206", message, key.span, helps=helps)
        raise Stop

    def _when(self, fields: Fields, scope: Scope) -> bool:
        entry = fields.entry("when")
        if entry is None:
            return True
        value = value_of(entry.value, scope)
        if isinstance(value, bool):
            return value
        self._add(wrong_value("`when`", WHEN, entry.value, value, entry.value.span, scope))
        raise Stop

    def _make(self, cls: type[Layer], origin: Origin, value: Tree | None, scope: Scope) -> Layer:
        """The layer of that class, its fields worked out and checked."""
        trees = self._trees(cls, value)
        held = {name: holds for name, holds in _holding(cls).items() if name in trees}
        before = len(self.problems)
        own = {n: t for n, t in trees.items() if n not in held}
        if early := too_early(cls, own):
            self.problems += [self._called(d) for d in early]
            raise Stop
        data, failed = self._values(own, with_sample(cls, own, scope))
        rounds = self._rounds(cls, data, held, origin, failed)
        for name, holds in held.items():
            try:
                data[name] = self._held(name, holds, trees[name], scope, rounds, cls.kind)
            except Stop:
                failed.append(name)
        layer = self._validated(cls, data, origin, (value, scope, failed))
        if len(self.problems) > before and held:
            raise Stop
        # Of fields that wait for their input, the shape pass asks again whether they fit.
        if not any(map(waits, own.values())) and (problem := layer.unfit()):
            self.problems.append(locate(problem, origin))
            raise Stop
        return layer

    def _values(self, trees: Mapping[str, Tree], scope: Scope) -> tuple[dict[str, Any], list[str]]:
        """What each field comes to, and the fields that come to nothing, which is recorded."""
        data: dict[str, Any] = {}
        failed: list[str] = []
        for name, tree in trees.items():
            try:
                data[name] = value_of(tree, scope)
            except ValueFault as fault:
                self.problems += fault.found
                failed.append(name)
        return data, failed

    def _own(self, cls: type[Layer], value: Tree | None) -> dict[str, Tree]:
        """The tree of each field that is not made of layers."""
        return {n: t for n, t in self._trees(cls, value).items() if n not in _holding(cls)}

    def _trees(self, cls: type[Layer], value: Tree | None) -> dict[str, Tree]:
        """The tree of each field; the defaults of the kind under what was written."""
        written: dict[str, Tree] = {}
        if isinstance(value, Fields):
            if problem := cut(value, {*field_names(cls)}):
                self._add(problem)
                raise Stop
            written = {entry.key.text: entry.value for entry in value}
        elif value is not None:
            if cls.main is None:
                self._add(_no_main_field(cls, value))
                raise Stop
            written = {cls.model_fields[cls.main].alias or cls.main: value}
        defaults = {name: entry.value for name, entry in self.defaults.get(cls.kind, {}).items()}
        return {**defaults, **written}

    def _rounds(
        self,
        cls: type[Layer],
        data: dict[str, Any],
        held: Mapping[str, Holds],
        origin: Origin,
        failed: list[str],
    ) -> Any:
        """The variables of each round, asked of the layer before its own layers are worked out."""
        if "rounds" not in vars(cls) or not held:
            return ({},)
        # What a wrong field would have named has no value, and nothing is said of it.
        named = {f.alias or n: f.default for n, f in cls.model_fields.items() if n in cls.variables}
        words = [data.get(name, default) for name, default in named.items()]
        unknown = ({word: Silent() for word in words if isinstance(word, str)},)
        own = {f.alias or n for n, f in cls.model_fields.items()}
        if failed or any(name not in own for name in data):
            return unknown
        try:
            draft = cls.model_validate({**data, **dict.fromkeys(held, Body())})
        except ValueError:
            return unknown
        if problem := draft.unfit():
            self.problems.append(locate(problem, origin))
            raise Stop
        return draft.rounds()

    def _validated(
        self,
        cls: type[Layer],
        data: dict[str, Any],
        origin: Origin,
        written: tuple[Tree | None, Scope, list[str]],
    ) -> Layer:
        value, scope, failed = written
        tree = self._with_defaults(cls, value)
        place = Place(called(cls), origin.span, tree, scope, failed)
        try:
            layer = validate(cls, data, place)
        except Faults as faults:
            self.problems += [self._called(d) for d in faults.diagnostics]
            raise Stop from None
        if failed:
            raise Stop
        return layer

    def _with_defaults(self, cls: type[Layer], value: Tree | None) -> Tree | None:
        """Where every field of a layer stands, those of `defaults` with the others."""
        defaults = self.defaults.get(cls.kind, {})
        if not defaults or not isinstance(value, Fields | None):
            return value if not defaults else _beside(cls, value, defaults)
        entries = value.entries if value else ()
        own = {entry.key.text for entry in entries}
        more = tuple(entry for name, entry in defaults.items() if name not in own)
        span = value.span if value else next(iter(defaults.values())).key.span
        return Fields((*entries, *more), span, flow=True)

    def _held(
        self, name: str, holds: Holds, tree: Tree, scope: Scope, rounds: Any, kind: str
    ) -> Any:
        """The layers inside a field."""
        if holds.form == "layer":
            return self._single(name, holds, tree, scope)
        if holds.form == "paths" and isinstance(tree, Fields):
            paths = ((e.key.text, e.value) for e in tree)
            return {n: Body((self.layers(value, scope, f"`{n}`"),)) for n, value in paths}
        if holds.form == "paths" and isinstance(tree, Sequence):
            return tuple(Body((self.layers(item, scope, "a path"),)) for item in tree)
        if holds.form == "word_or_layers" and not isinstance(tree, Sequence):
            return self._word_or_mapping(tree, scope)
        if holds.form == "layers" and isinstance(tree, Sequence) and not tree.items:
            self._report("A206", f"the `{name}` of this `{kind}` is empty", tree.span)
            raise Stop
        return self._body(tree, scope, rounds, kind)

    def _body(self, tree: Tree, scope: Scope, rounds: tuple[Scope, ...], kind: str) -> Body:
        """A list of layers in each round; worked out once where no round differs."""
        owner = f"`{kind}`"
        if not rounds:
            # Without a round its variables have no values, so nothing can be worked out.
            return Body(())
        if not names_in(tree) & rounds[0].keys():
            before = self.count
            chain = self.layers(tree, {**scope, **rounds[0]}, owner)
            once = max(self.count - before, 1)
            self._grow(once * (len(rounds) - 1), tree.span)
            return Body((chain,) * len(rounds))
        chains = []
        for variables in rounds:
            before = len(self.problems)
            chains.append(self.layers(tree, {**scope, **variables}, owner))
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

    def _single(self, name: str, holds: Holds, tree: Tree, scope: Scope) -> Leaf | None:
        """One layer of a role: a word, a mapping, or the main field of the only such kind."""
        tree = self._spelt_out(tree, scope)
        if isinstance(tree, Scalar) and (tree.value is None or scalar_value(tree, scope) is None):
            return None
        word = isinstance(tree, Scalar) and isinstance(scalar_value(tree, scope), str)
        if isinstance(tree, Scalar) and not word and (cls := find(holds.bare)):
            origin = Origin(tree.span, None, tree.span, None, self.calls)
            return Leaf(self._make(cls, origin, tree, scope), origin)
        if not word and not isinstance(tree, Fields):
            wants = f"a {ROLES[holds.role]}"
            message = f"`{name}` must be {wants.replace('a act', 'an act')}, not {describe(tree)}"
            note = f"there are {listed(role_words(holds.role))}"
            self._report("A203", message, tree.span, notes=(note,))
            raise Stop
        key, _value = self._kind_and_value(tree)
        kind = self._kind_name(key, scope)
        if not self._is_kind(kind) and kind not in self.broken_blocks:
            self._add(unknown_kind(kind, key, self.blocks, holds.role))
            raise Stop
        cls = None if kind in self.blocks else find(kind)
        if cls is not None and cls.role != holds.role:
            # Asked before it is worked out: by `defaults` it could hold itself without end.
            self._add(wrong_role(kind, holds.role, cls.role, key.span))
            raise Stop
        parts = self.layer(tree, scope)
        if parts and isinstance(parts[0], Leaf) and parts[0].layer.role == holds.role:
            return parts[0]
        if not parts:
            return None
        own = parts[0].layer.role if isinstance(parts[0], Leaf) else ""
        self._add(wrong_role(kind, holds.role, own, key.span))
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
        self.called_blocks.add(block.name)
        # Calls count too: blocks that call each other twice double, even without a layer.
        self._grow(1, origin.span)
        try:
            call = block.bind(origin, value, scope, self._seen(block))
        except Faults as faults:
            self.problems += [self._called(d) for d in faults.diagnostics]
            raise Stop from None
        outer, self.calls = self.calls, (*self.calls, origin.span)
        before = len(self.problems)
        try:
            chain = self.layers(block.layers, {**self._seen(block), **call.params})
        finally:
            self.calls = outer
        if len(self.problems) > before:
            self.broken_blocks.add(block.name)
            raise Stop
        part = chain if call.inline else named(chain, call.name, block.name, origin)
        return From(part, call.source, origin) if call.source else part

    def _seen(self, block: Block) -> Scope:
        """The parameters that a block sees beside its own."""
        return {} if block.closed else self.params

    def _grow(self, layers: int, span: Span) -> None:
        self.count += layers
        if self.count > MAX_LAYERS:
            message = f"the file stands for more than {MAX_LAYERS:,} layers"
            self._report("A212", message, self.calls[0] if self.calls else span)
            raise TooLarge

    def _add(self, diagnostic: Diagnostic) -> None:
        self.problems.append(self._called(diagnostic))

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self._add(Diagnostic(code, message, span, **more))

    def _called(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with the calls that led to it."""
        marks = tuple(Mark(span, "called from here") for span in reversed(self.calls[-2:]))
        return replace(diagnostic, marks=(*diagnostic.marks, *marks))


def _no_main_field(cls: type[Layer], value: Tree) -> Diagnostic:
    message = f"`{cls.kind}` takes its fields by name, not {describe(value)}"
    notes = (f"`{cls.kind}` takes {described(cls)}",)
    advice = FALSE_FRIENDS.get(cls.kind) or BY_NAME.get(cls.kind)
    helps = (Help(advice),) if advice else ()
    return Diagnostic("A203", message, value.span, notes=notes, helps=helps)


def _beside(cls: type[Layer], value: Tree | None, defaults: Mapping[str, Entry]) -> Tree | None:
    """A bare value among the defaults of its kind."""
    if value is None or cls.main is None:
        return value
    name = cls.model_fields[cls.main].alias or cls.main
    own = Entry(Scalar(name, name, value.span), value)
    return Fields((own, *(e for n, e in defaults.items() if n != name)), value.span, flow=True)


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
