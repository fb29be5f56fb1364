"""Equal modules, worked out once: the layers of the first are put under another path.

Two calls of a block are equal where they give it the same arguments and the same shape, and the
block names nothing outside itself; two containers, where all that is mentioned in them is the same.
So a hundred equal blocks cost little more than one.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.graph import Node, ScopeNode
from archspec.kind import BlockCall, Held, Origin, Value
from archspec.language.expressions.file_budget import current_budget
from archspec.language.expressions.values import mark
from archspec.language.walk.context import Context
from archspec.language.walk.counterpart_places import Gone, Places
from archspec.language.walk.limits import MAX_CALLS, MAX_NESTED
from archspec.syntax import Tree

NOTHING: Final = 1 << 30
"""The level of a scope that nothing was found in."""


MAX_CONTAINER: Final = 50
"""Layers of a container that is worth remembering: what holds half of the network comes once."""

Key: TypeAlias = tuple[Hashable, ...]
"""What tells a call or a container from others."""


class Called(NamedTuple):
    """A block and the arguments that a call gives it."""

    block: str
    arguments: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """By the texts of the arguments: each call has them anew."""
        return self.block, repr(self.arguments)


class Container(NamedTuple):
    """A container as it is written, and the values of all that it mentions."""

    tree: Tree
    values: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """By places in memory, which rounds and calls share; who holds this keeps them."""
        return id(self.tree), *map(mark, self.values.values())


@dataclass(frozen=True, slots=True)
class Recording:
    """What a call of a block, or a container in one, put into the network.

    Args:
        path: its scope.
        source: the value that it took.
        calls: how many calls of blocks led to it, itself among them.
        rounds: how many rounds of repeats led to it.
        nodes: its layers.
        scopes: its scopes, its own first.
        values: what its layers and scopes give, by their paths.
        paths: the paths of its merges, by their ids.
        spans: where its names were written, by their paths.
        norms: how its normalisations were written, by their paths.
        absent: the names of layers that are switched off in it.
        called: the blocks that it calls, itself among them where it is a call.
        what: what it is; a container is held so, and with it what its key is made of.
        result: what it gives.
        layers: how many layers it counts as.
        named: how many values its layers took by name.
        steps: what it took of the budget of its file.
        open: how many lists were open within it at most, beside those around it.
        within: likewise of calls of blocks.
    """

    path: str
    source: Value
    calls: int
    rounds: int
    nodes: tuple[Node, ...]
    scopes: tuple[ScopeNode, ...]
    values: tuple[tuple[str, Value], ...]
    paths: tuple[tuple[str, str], ...]
    spans: tuple[tuple[str, Span], ...]
    norms: tuple[tuple[str, Held], ...]
    absent: Mapping[str, Span]
    called: frozenset[str]
    what: Called | Container
    result: Value
    layers: int
    named: int
    steps: int
    open: int
    within: int


def built_once(
    context: Context,
    what: Called | Container,
    name: str | None,
    origin: Origin,
    value: Value,
    build: Callable[[], Value],
) -> Value:
    """What a call or container makes of a value: built, or as an equal one before it.

    Args:
        context: the walk.
        what: the block with its arguments, or the container with all that it mentions.
        name: what its scope is called, if it has a name.
        origin: where it stands.
        value: what it takes.
        build: builds its scope.
    """
    scopes = context.scopes
    if scopes.quiet or scopes.sharing.twins or scopes.open.shared or value.shape is None:
        return build()
    path, level = scopes.peek_path(name), scopes.open.level
    if path in scopes.known:
        # Two scopes of one path, which is an error, are not told apart.
        return build()
    key = *what.key, value.shape, value.numbers
    part = _again(context, key, path, origin, value)
    part = part or _recalled(context, key, what, path, origin, value)
    if part is not None and _fits(context, part):
        return _put(context, part, name, origin)
    start = _Start(context, what)
    with start.watched():
        result = build()
    if start.outermost > level and start.is_clean() and result.shape and path in scopes.known:
        context.recordings[key] = start.recording(path, value, result)
    return result


def _again(context: Context, key: Key, path: str, origin: Origin, value: Value) -> Recording | None:
    """What an equal one before it put into this network, under another path."""
    recording = context.recordings.get(key)
    return _Move(context, recording, path, value).recording(origin) if recording else None


def _recalled(
    context: Context,
    key: Key,
    what: Called | Container,
    path: str,
    origin: Origin,
    value: Value,
) -> Recording | None:
    """What an equal one came to in an earlier check of the text, as it is in this one."""
    found = context.memory.find(what, value) if context.memory else None
    if found is None:
        return None
    recording, places = found
    try:
        moved = _Move(context, recording, path, value, places).recording(origin)
    except Gone:
        return None
    if current_budget().spent(recording.steps, origin.span):
        return None
    context.report.name(recording.named, origin.span)
    context.recordings[key] = moved
    return moved


def _fits(context: Context, part: Recording) -> bool:
    """Whether lists and calls are not nested too deep where it stands; building it says so."""
    calls = len(context.report.calls)
    return context.open + part.open <= MAX_NESTED and calls + part.within <= MAX_CALLS


def _put(context: Context, part: Recording, name: str | None, origin: Origin) -> Value:
    """Puts layers and scopes into the network that were worked out before."""
    scopes = context.scopes
    context.report.grow(part.layers, origin.span)
    context.most_open = max(context.most_open, context.open + part.open)
    context.most_calls = max(context.most_calls, len(context.report.calls) + part.within)
    path = scopes.next_path(name, origin)
    scopes.known.update((scope.path, scope) for scope in part.scopes)
    for node in part.nodes:
        context.nodes.put(node)
    scopes.values.update(part.values)
    scopes.paths.update(part.paths)
    for where, span in part.spans:
        scopes.spans.setdefault(where, span)
    context.norms.update(part.norms)
    context.called_blocks |= part.called
    for word, span in part.absent.items():
        context.absent.setdefault(word, span)
    return scopes.bind(name, path, part.result, origin)


class _Start:
    """What there was when a call began."""

    def __init__(self, context: Context, what: Called | Container):
        scopes = context.scopes
        self.context, self.what = context, what
        self.findings = self._findings()
        self.layers, self.named = context.report.count, context.report.named
        self.steps = current_budget().left
        self.calls, self.rounds = len(context.report.calls), len(context.report.rounds)
        self.nodes, self.norms = len(context.nodes.order), len(context.norms)
        self.counts = len(scopes.known), len(scopes.values), len(scopes.paths), len(scopes.spans)
        self.open, self.most_open, self.most_calls = context.open, context.open, self.calls
        self.outermost = NOTHING
        self.called: set[str] = {what.block} if isinstance(what, Called) else set()
        self.absent: dict[str, Span] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Sees all that is done within, also what was done before as well."""
        context, scopes = self.context, self.context.scopes
        outermost, called, absent = scopes.outermost, context.called_blocks, context.absent
        most_open, most_calls = context.most_open, context.most_calls
        scopes.outermost, context.called_blocks, context.absent = NOTHING, self.called, self.absent
        context.most_open, context.most_calls = self.most_open, self.most_calls
        try:
            yield
        finally:
            self.outermost = scopes.outermost
            scopes.outermost = min(outermost, self.outermost)
            context.called_blocks, context.absent = called, absent
            self.most_open, self.most_calls = context.most_open, context.most_calls
            context.most_open = max(most_open, self.most_open)
            context.most_calls = max(most_calls, self.most_calls)
            called |= self.called
            for word, span in self.absent.items():
                absent.setdefault(word, span)

    def _findings(self) -> int:
        context, scopes = self.context, self.context.scopes
        fields, names = len(context.report.problems), len(scopes.problems)
        # What was said of an earlier call is not said again, and is a fault of this one as well.
        return fields + names + scopes.faults + len(context.nodes.problems)

    def is_clean(self) -> bool:
        """Whether nothing was found to be wrong since then, of what is worth remembering."""
        few = len(self.context.nodes.order) - self.nodes <= MAX_CONTAINER
        return (few or isinstance(self.what, Called)) and self._findings() == self.findings

    def recording(self, path: str, value: Value, result: Value) -> Recording:
        """What was put into the network since then."""
        context, scopes = self.context, self.context.scopes
        known, values, paths, spans = self.counts
        return Recording(
            path,
            value,
            self.calls,
            self.rounds,
            tuple(context.nodes.order[self.nodes :]),
            _since(scopes.known.values(), known),
            tuple(item for item in _since(scopes.values.items(), values) if item[0] != path),
            _since(scopes.paths.items(), paths),
            tuple(item for item in _since(scopes.spans.items(), spans) if item[0] != path),
            _since(context.norms.items(), self.norms),
            self.absent,
            frozenset(self.called),
            self.what,
            result,
            context.report.count - self.layers,
            context.report.named - self.named,
            self.steps - current_budget().left,
            self.most_open - self.open,
            self.most_calls - self.calls,
        )


def _since(items: Collection[Any], count: int) -> tuple[Any, ...]:
    """What was put into a mapping behind so many others."""
    newest = islice(reversed(items), len(items) - count)  # type: ignore[call-overload]
    return tuple(newest)[::-1]


@dataclass(slots=True)
class _Move:
    """Paths and places of a recording, seen from another call.

    Args:
        context: the walk in which that call stands.
        was: the recording.
        to: the path of that call.
        source: the value that it takes.
        places: where the recording's places are in this text, if it is of an earlier check.
    """

    context: Context
    was: Recording
    to: str
    source: Value
    places: Places | None = None
    origins: dict[int, Origin] = field(default_factory=dict)

    def recording(self, origin: Origin) -> Recording:
        """What the other call puts into the network; `origin` is where it stands.

        Raises:
            Gone: where something of it stands at no place of this text.
        """
        was, report = self.was, self.context.report
        own, *others = was.scopes
        return Recording(
            self.to,
            self.source,
            len(report.calls),
            len(report.rounds),
            tuple(map(self._node, was.nodes)),
            (self._own(own, origin), *map(self._scope, others)),
            tuple((self._path(where), self._value(one)) for where, one in was.values),
            tuple((self._path(id_), self._path(where)) for id_, where in was.paths),
            tuple((self._path(where), self._span(span)) for where, span in was.spans),
            tuple((self._path(where), self._held(held)) for where, held in was.norms),
            {word: self._span(span) for word, span in was.absent.items()},
            was.called,
            self._what(was.what),
            self._value(was.result),
            was.layers,
            was.named,
            was.steps,
            was.open,
            was.within,
        )

    def _path(self, path: str) -> str:
        """A path, or the id of a value, of the other call."""
        if path == self.was.source.id:
            return self.source.id
        return self.to + path[len(self.was.path) :]

    def _value(self, value: Value) -> Value:
        return Value(self._path(value.id), value.shape, value.numbers)

    def _node(self, node: Node) -> Node:
        """The same layer in the other call."""
        return Node(
            self._path(node.path),
            node.layer,
            tuple(map(self._path, node.inputs)),
            self._origin(node.origin),
            node.labels,
            self._path(node.weights),
            node.shapes,
            node.output,
            numbers=node.numbers,
        )

    def _own(self, own: ScopeNode, origin: Origin) -> ScopeNode:
        """The scope of the call itself."""
        calls = self.context.report.calls
        # A call that is one layer alone has that layer's place.
        alone = len(own.origin.calls) == self.was.calls
        place = self._origin(own.origin) if alone else origin
        is_this = own.call is not None and own.call.name == calls[-1].name
        call = calls[-1] if is_this else self._called(own.call)
        return ScopeNode(self.to, own.kind, place, call)

    def _scope(self, scope: ScopeNode) -> ScopeNode:
        origin = self._origin(scope.origin)
        return ScopeNode(self._path(scope.path), scope.kind, origin, self._called(scope.call))

    def _origin(self, origin: Origin) -> Origin:
        """Where it was written, reached by the other call."""
        found = self.origins.get(id(origin))
        if found is None:
            report, was, inner = self.context.report, self.was, origin.calls[self.was.calls :]
            if self.places:
                inner = tuple(map(self.places.call, inner))
            calls = report.calls + inner
            rounds = report.rounds + origin.rounds[was.rounds :]
            place = self.places.origin(origin) if self.places else origin
            found = self.origins[id(origin)] = place.reached(calls, rounds)
        return found

    def _called(self, call: BlockCall | None) -> BlockCall | None:
        return self.places.call(call) if call and self.places else call

    def _what(self, what: Called | Container) -> Called | Container:
        if self.places is None or isinstance(what, Called):
            return what
        return Container(self.places.tree(what.tree), what.values)

    def _span(self, span: Span) -> Span:
        return self.places.span(span) if self.places else span

    def _held(self, held: Held) -> Held:
        return self.places.held(held, self.context.scopes) if self.places else held
