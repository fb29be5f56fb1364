"""What an equal call or container puts into the network, worked out of a recording of another."""

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.graph import Node, ScopeNode
from archspec.kind import BlockCall, Held, Origin, Value
from archspec.language.walk.context import Context
from archspec.language.walk.counterpart_places import Places
from archspec.language.walk.recording import Called, Container, Recording


@dataclass(slots=True)
class Move:
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
            path=self.to,
            source=self.source,
            calls=len(report.calls),
            rounds=len(report.rounds),
            nodes=tuple(map(self._node, was.nodes)),
            scopes=(self._own(own, origin), *map(self._scope, others)),
            values=tuple((self._path(where), self._value(one)) for where, one in was.values),
            paths=tuple((self._path(id_), self._path(where)) for id_, where in was.paths),
            spans=tuple((self._path(where), self._span(span)) for where, span in was.spans),
            norms=tuple((self._path(where), self._held(held)) for where, held in was.norms),
            absent={word: self._span(span) for word, span in was.absent.items()},
            called=was.called,
            what=self._what(was.what),
            result=self._value(was.result),
            layers=was.layers,
            named=was.named,
            steps=was.steps,
            open=was.open,
            within=was.within,
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
