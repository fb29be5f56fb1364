"""Equal calls of a block, worked out once: the layers of the first are put under another path.

Two calls are equal where they give the block the same arguments and the same shape, and the block
names nothing outside itself. So a hundred equal blocks cost little more than one.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import islice
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.graph import Node, ScopeNode
from archspec.kind import BlockCall, Origin, Round, Value
from archspec.language.walk.context import Context

NOTHING: Final = 1 << 30
"""The level of a scope that nothing was found in."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a call put into the network.

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
        result: what it gives.
        layers: how many layers it counts as.
    """

    path: str
    source: str
    calls: int
    rounds: int
    nodes: tuple[Node, ...]
    scopes: tuple[ScopeNode, ...]
    values: tuple[tuple[str, Value], ...]
    paths: tuple[tuple[str, str], ...]
    spans: tuple[tuple[str, Span], ...]
    result: Value
    layers: int


def built_once(
    context: Context,
    key: tuple[str, Mapping[str, Any]],
    name: str | None,
    origin: Origin,
    value: Value,
    build: Callable[[], Value],
) -> Value:
    """What a call makes of a value: built, or as an equal one before it.

    Args:
        context: the walk.
        key: the block and its arguments.
        name: what the call's scope is called, if it has a name.
        origin: where the call stands.
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
    known = key[0], repr(key[1]), value.shape, value.numbers
    recording = context.recordings.get(known)
    if recording is not None:
        return _replayed(context, recording, name, origin, value)
    start = _Start(context)
    outside, scopes.outermost = scopes.outermost, NOTHING
    try:
        result = build()
        alone = scopes.outermost > level
    finally:
        scopes.outermost = min(outside, scopes.outermost)
    if alone and start.is_clean() and result.shape is not None and path in scopes.known:
        context.recordings[known] = start.recording(path, value, result)
    return result


class _Start:
    """What there was when a call began."""

    def __init__(self, context: Context):
        scopes = context.scopes
        self.context = context
        self.findings = self._findings()
        self.layers = context.report.count
        self.calls, self.rounds = len(context.report.calls), len(context.report.rounds)
        self.nodes = len(context.nodes.order)
        self.counts = len(scopes.known), len(scopes.values), len(scopes.paths), len(scopes.spans)

    def _findings(self) -> int:
        context, scopes = self.context, self.context.scopes
        fields, names = len(context.report.problems), len(scopes.problems)
        return fields + names + len(scopes.missing) + len(context.nodes.problems)

    def is_clean(self) -> bool:
        """Whether nothing was found to be wrong since then."""
        return self._findings() == self.findings

    def recording(self, path: str, value: Value, result: Value) -> Recording:
        """What was put into the network since then."""
        scopes, (known, values, paths, spans) = self.context.scopes, self.counts
        return Recording(
            path,
            value.id,
            self.calls,
            self.rounds,
            tuple(self.context.nodes.order[self.nodes :]),
            _since(scopes.known.values(), known),
            tuple(item for item in _since(scopes.values.items(), values) if item[0] != path),
            _since(scopes.paths.items(), paths),
            tuple(item for item in _since(scopes.spans.items(), spans) if item[0] != path),
            result,
            self.context.report.count - self.layers,
        )


def _since(items: Collection[Any], count: int) -> tuple[Any, ...]:
    """What was put into a mapping behind so many others."""
    newest = islice(reversed(items), len(items) - count)  # type: ignore[call-overload]
    return tuple(newest)[::-1]


def _replayed(
    context: Context, recording: Recording, name: str | None, origin: Origin, value: Value
) -> Value:
    scopes, nodes = context.scopes, context.nodes
    context.report.grow(recording.layers, origin.span)
    path = scopes.next_path(name, origin)
    calls, rounds = context.report.calls, context.report.rounds
    move = _Move(recording, path, value.id, calls, rounds)
    own, *others = recording.scopes
    # A call that is one layer alone has that layer's place.
    alone = len(own.origin.calls) == recording.calls
    place = move.origin(own.origin) if alone else origin
    called = calls[-1] if own.call and own.call.name == calls[-1].name else own.call
    scopes.known[path] = ScopeNode(path, own.kind, place, called)
    for scope in others:
        moved, place = move.path(scope.path), move.origin(scope.origin)
        scopes.known[moved] = ScopeNode(moved, scope.kind, place, scope.call)
    for node in recording.nodes:
        nodes.put(move.node(node))
        if node.layer.role == "norm" and node.path in context.norms:
            context.norms[move.path(node.path)] = context.norms[node.path]
    for where, one in recording.values:
        scopes.values[move.path(where)] = Value(move.path(one.id), one.shape, one.numbers)
    scopes.paths.update((move.path(id_), move.path(where)) for id_, where in recording.paths)
    for where, span in recording.spans:
        scopes.spans.setdefault(move.path(where), span)
    given = recording.result
    result = Value(move.path(given.id), given.shape, given.numbers)
    return scopes.bind(name, path, result, origin)


@dataclass(slots=True)
class _Move:
    """Paths and places of a recording, seen from another call."""

    recording: Recording
    to: str
    source: str
    calls: tuple[BlockCall, ...]
    rounds: tuple[Round, ...]
    origins: dict[int, Origin] = field(default_factory=dict)

    def path(self, path: str) -> str:
        """A path, or the id of a value, of the other call."""
        if path == self.recording.source:
            return self.source
        return self.to + path[len(self.recording.path) :]

    def origin(self, origin: Origin) -> Origin:
        """Where it was written, reached by the other call."""
        found = self.origins.get(id(origin))
        if found is None:
            calls = self.calls + origin.calls[self.recording.calls :]
            rounds = self.rounds + origin.rounds[self.recording.rounds :]
            found = self.origins[id(origin)] = origin.reached(calls, rounds)
        return found

    def node(self, node: Node) -> Node:
        """The same layer in the other call."""
        return Node(
            self.path(node.path),
            node.layer,
            tuple(map(self.path, node.inputs)),
            self.origin(node.origin),
            node.labels,
            self.path(node.weights),
            node.shapes,
            node.output,
            numbers=node.numbers,
        )
