"""Scopes as they are to be written: children with local wiring, and whose weights they use.

A value is known within a scope by the place that gives it; so two scopes that do the same are equal
wherever they stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from archspec.graph import Child, Graph, Node, Scope
from archspec.kind import BlockCall, Function, Module, Parameter
from archspec.shapes import Shape as Sizes

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape

UNKNOWN: Final = Sizes(())
INPUT: Final = -1
"""The place of what comes from outside."""


class Ref(NamedTuple):
    """A value within a scope: the place that gives it, and which of its outputs or inputs it is."""

    place: int
    output: int = 0


@dataclass(slots=True, eq=False)
class Place:
    """One child of a scope.

    Args:
        name: its key, and what it is called in the file.
        child: what stands there.
        takes: the values it takes.
        inner: the scope, where it is one with weights of its own.
        owner: the path of the module that it is once more, where it is another's.
        ties: the path of the module whose tensors are its own, where it is a module by itself.
        stateful: whether it has keys in the state_dict.
    """

    name: str
    child: Child
    takes: tuple[Ref, ...]
    inner: "Member | None" = None
    owner: str = ""
    ties: str = ""
    stateful: bool = True

    @property
    def node(self) -> Node:
        """The layer, where it is one."""
        assert isinstance(self.child, Node)  # noqa: S101  a scope is asked for its inner member
        return self.child


@dataclass(slots=True, eq=False, repr=False)  # it holds what holds it
class Member:
    """A scope, and later the class or function that it is an instance of.

    Args:
        externals: the paths of modules that stand outside of it, and are used in it once more.
        block: the block that it is the call of, or within, and the way there; empty without.
        call: the innermost call of a block that it is, or stands in.
        shape: what it is an instance of.
        received: the shape of the first value that it takes.
        given: the shape of the first that it gives.
        present: its own place for each position of its shape; None where it lacks that.
        counts: how many of its places stand at each position.
        arguments: the value of each parameter of its shape.
    """

    scope: Scope
    places: tuple[Place, ...]
    inputs: int
    gives: tuple[Ref, ...]
    externals: tuple[str, ...] = ()
    block: tuple[str, ...] = ()
    call: BlockCall | None = None
    received: Sizes = UNKNOWN
    given: Sizes = UNKNOWN
    shape: "Shape | None" = None
    present: tuple[int | None, ...] = ()
    counts: tuple[int, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The scope's path; empty for the network."""
        return self.scope.path

    def within(self) -> "Iterator[Member]":
        """Itself and all in it, inner ones first."""
        for place in self.places:
            if place.inner is not None:
                yield from place.inner.within()
        yield self


def read_members(graph: Graph) -> Member:
    """The network as a member, with all that stand in it."""
    return _Reader(graph).member(graph.tree.root, (), None)


class _Reader:
    def __init__(self, graph: Graph):
        self.graph = graph
        self.nodes = {node.path: node for node in graph.nodes}
        self.sizes = {one.value: one.shape for one in graph.inputs}
        self.sizes |= {node.path: node.output for node in graph.nodes}

    def member(self, scope: Scope, block: tuple[str, ...], call: BlockCall | None) -> Member:
        known = self.graph.scopes.get(scope.path)
        if known is not None and known.call is not None:
            call, block = known.call, (known.call.name,)
        elif block:
            block = (*block, "" if scope.name.isdecimal() else scope.name)
        refs = {value: Ref(INPUT, i) for i, value in enumerate(scope.takes)}
        places = []
        for i, (name, child) in enumerate(zip(scope.names, scope.children, strict=True)):
            places.append(self._place(name, child, refs, block, call))
            given = child.gives if isinstance(child, Scope) else (child.path,)
            refs |= {value: Ref(i, j) for j, value in enumerate(given)}
        gives = scope.gives if scope.path else tuple(self.graph.outputs.values())
        externals = tuple(dict.fromkeys(_externals(scope.path, places)))
        local = tuple(refs[value] for value in gives)
        ends = (scope.takes[0] if scope.takes else "", gives[0])
        received, sent = (self.sizes.get(value, UNKNOWN) for value in ends)
        inputs = len(scope.takes)
        return Member(scope, tuple(places), inputs, local, externals, block, call, received, sent)

    def _place(
        self,
        name: str,
        child: Child,
        refs: Mapping[str, Ref],
        block: tuple[str, ...],
        call: BlockCall | None,
    ) -> Place:
        if isinstance(child, Scope):
            takes = tuple(refs[value] for value in child.takes)
            stateful = any(map(is_stateful, self.graph.tree.nodes_of(child)))
            if owner := self._twin(child):
                return Place(name, child, takes, owner=owner, stateful=stateful)
            inner = self.member(child, block, call)
            return Place(name, child, takes, inner=inner, stateful=stateful)
        takes = tuple(refs[value] for value in child.inputs)
        place = Place(name, child, takes, stateful=is_stateful(child))
        if child.shared and place.stateful:
            same = isinstance(child.call, Parameter) or child.call == self._owner(child).call
            place.owner, place.ties = (child.weights, "") if same else ("", child.weights)
        return place

    def _owner(self, node: Node) -> Node:
        return self.nodes[node.weights]

    def _twin(self, scope: Scope) -> str:
        """The scope that this one is once more, with all that is in it, if there is one."""
        tree = self.graph.tree
        nodes = tree.nodes_of(scope)
        first = next((node for node in nodes if is_stateful(node)), None)
        if first is None or not first.shared:
            return ""
        rest = first.path[len(scope.path) :]
        path = first.weights.removesuffix(rest)
        other = tree.scopes.get(path)
        if not first.weights.endswith(rest) or other is None or not path:
            return ""
        pairs = list(zip(nodes, tree.nodes_of(other), strict=False))
        alike = len(nodes) == other.stop - other.start and all(
            _twins(a, b, scope.path, path) for a, b in pairs
        )
        return path if alike and _same_wiring(scope, other) else ""


def is_stateful(node: Node) -> bool:
    """Whether it has tensors in the state_dict."""
    if isinstance(node.call, Function):
        return False
    return node.layer.has_state(node.shapes)


def _twins(node: Node, other: Node, here: str, there: str) -> bool:
    """Whether a layer of one scope is that of another, used once more."""
    if node.path.removeprefix(here) != other.path.removeprefix(there) or node.call != other.call:
        return False
    return node.weights == other.path if is_stateful(node) else True


def _same_wiring(scope: Scope, other: Scope) -> bool:
    return _local(scope) == _local(other)


def _local(scope: Scope) -> tuple[Any, ...]:
    """What passes through a scope, by names within it."""
    refs = {value: f"@{i}" for i, value in enumerate(scope.takes)}
    found: list[Any] = []
    for name, child in zip(scope.names, scope.children, strict=True):
        takes = child.takes if isinstance(child, Scope) else child.inputs
        gives = child.gives if isinstance(child, Scope) else (child.path,)
        inner = _local(child) if isinstance(child, Scope) else ()
        found.append((name, tuple(refs[v] for v in takes), inner))
        refs |= {value: f"{name}:{i}" for i, value in enumerate(gives)}
    return (*found, tuple(refs.get(value, "") for value in scope.gives))


def _externals(path: str, places: list[Place]) -> Iterator[str]:
    """The modules outside of a scope that are used in it."""
    for place in places:
        inner = place.inner.externals if place.inner is not None else ()
        for owner in (place.owner, place.ties, *inner):
            if owner and path and not owner.startswith(f"{path}."):
                yield owner


def module_of(place: Place) -> Module | None:
    """The module that a place makes, if it makes one."""
    call = place.child.call if isinstance(place.child, Node) else None
    return call if isinstance(call, Module) else None
