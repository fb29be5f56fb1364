"""What makes two children of a scope the same: calls, shapes, wiring, and how they are trained."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archspec.graph.node import Node
from archspec.graph.tree import Child, Scope, ScopeTree

DROPS = "regularisation"
"""The family whose rates may differ where all else is the same, as a linear decay does."""

NEVER = -1
"""The last use of a value that nothing takes."""

FOREVER = 1 << 60
"""The last use of a value that the network gives."""


class Likeness(NamedTuple):
    """A child of a scope, and what it has in common with others.

    Args:
        key: equal for children that are the same but for their weights, names, sources and rates
            of dropping; how weights begin, are penalised and are frozen counts.
        takes: the values it takes from outside.
        start: the position of its first node among those of the graph.
        stop: the position after its last one.
        reach: the last position that takes a value of it.
    """

    child: Child
    key: int
    takes: tuple[str, ...]
    start: int
    stop: int
    reach: int


def likenesses(tree: ScopeTree, outputs: Iterable[str]) -> Mapping[str, tuple[Likeness, ...]]:
    """The children of every scope, by its path, in time that grows with nodes and depth.

    Args:
        tree: the scopes.
        outputs: the values that the network gives.
    """
    signer = _Signer(tree, outputs)
    # Inner scopes come last in a tree.
    return {s.path: signer.children(s) for s in reversed(tuple(tree.scopes.values()))}


class _Signer:
    """Numbers structures; equal ones have one number."""

    def __init__(self, tree: ScopeTree, outputs: Iterable[str]):
        self.position = tree.position
        self.last_use = _last_use(tree, outputs)
        self.keys: dict[object, int] = {}
        self.calls: dict[int, int] = {}
        self.scopes: dict[str, Likeness] = {}

    def children(self, scope: Scope) -> tuple[Likeness, ...]:
        """Those of a scope, whose own scopes have been signed."""
        found = tuple(self._children(scope))
        if scope.path:
            self.scopes[scope.path] = self._scope(scope, found)
        return found

    def _children(self, scope: Scope) -> Iterator[Likeness]:
        position = scope.start
        for child in scope.children:
            if isinstance(child, Scope):
                yield self.scopes[child.path]
                position = child.stop
            else:
                yield self._node(child, position)
                position += 1

    def _scope(self, scope: Scope, children: tuple[Likeness, ...]) -> Likeness:
        place = _Places(scope, self.position)
        content = tuple((one.key, tuple(map(place.of, one.takes))) for one in children)
        reach = max(one.reach for one in children)
        key = self._key((scope.kind, content))
        return Likeness(scope, key, scope.takes, scope.start, scope.stop, reach)

    def _node(self, node: Node, position: int) -> Likeness:
        takes = node.inputs
        wiring: tuple[int, ...] = ()
        if len(takes) > 1:
            places = {value: i for i, value in enumerate(dict.fromkeys(takes))}
            wiring, takes = tuple(places[value] for value in takes), tuple(places)
        does = node.layer.kind, self._call(node), node.shapes, node.output
        content = (does, _training(node), wiring)
        reach = self.last_use[position]
        return Likeness(node, self._key(content), takes, position, position + 1, reach)

    def _call(self, node: Node) -> int:
        """A number for what a node does; rates of dropping do not count."""
        call = node.call
        if node.layer.family == DROPS:
            return self._key(call.target)
        found = self.calls.get(id(call))
        if found is None:
            found = self.calls[id(call)] = self._key(str(call))
        return found

    def _key(self, content: object) -> int:
        return self.keys.setdefault(content, len(self.keys))


def _training(node: Node) -> object:
    """What training does with its parameters, and from where: equal calls may differ in that."""
    penalty = node.layer.penalty
    if not node.init and penalty is None:
        return node.frozen
    return node.frozen, penalty, repr(sorted(node.init.items()))


class _Places:
    """Where the values come from that children of a scope take."""

    def __init__(self, scope: Scope, position: Mapping[str, int]):
        self.scope = scope
        self.position = position
        self.outside = {value: i for i, value in enumerate(scope.takes)}

    def of(self, value: str) -> tuple[str, int]:
        """Its place in the scope, or among what the scope takes from outside."""
        position = self.position.get(value, NEVER)
        if self.scope.start <= position < self.scope.stop:
            return "inside", position - self.scope.start
        return "outside", self.outside[value]


def _last_use(tree: ScopeTree, outputs: Iterable[str]) -> list[int]:
    """For each node the position of the last one that takes its value."""
    position, found = tree.position, [NEVER] * len(tree.nodes)
    for i, node in enumerate(tree.nodes):
        for value in node.inputs:
            if value in position:
                found[position[value]] = i
    for value in outputs:
        if value in position:
            found[position[value]] = FOREVER
    return found
