"""What holds for every graph, whatever is known of it; tests ask after each pass.

A fact is a function that yields what contradicts it. Those of here follow from names and wiring;
`facts` has those that passes add.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from typing import TypeAlias

from archspec.graph.growth import prefixes
from archspec.graph.ir import Graph
from archspec.graph.node import Node
from archspec.graph.tree import Scope


class Unsound(Exception):  # noqa: N818  what it is, not that it went wrong
    """Something that a graph must not have: where, and what."""

    def __init__(self, path: str, what: str):
        super().__init__(f"`{path}` {what}")
        self.path = path


Fact: TypeAlias = Callable[[Graph], Iterator[Unsound]]


def verify(graph: Graph, *facts: Fact) -> None:
    """Nothing, where the graph is wired and nested, and these facts hold.

    Raises:
        Unsound: the first thing that contradicts one of them.
    """
    for fact in (wired, nested, *facts):
        for contradiction in fact(graph):
            raise contradiction


def wired(graph: Graph) -> Iterator[Unsound]:
    """Paths are unique, values and weights come from above, and the outputs are there."""
    values = {one.value for one in graph.inputs}
    owners: set[str] = set()
    for node in graph.nodes:
        if node.path in values:
            yield Unsound(node.path, "is the path of two nodes")
        for value in node.inputs:
            if value not in values:
                yield Unsound(node.path, f"takes `{value}`, which nothing above gives")
        if not node.shared:
            owners.add(node.path)
        elif node.weights not in owners:
            yield Unsound(node.path, f"has the weights of `{node.weights}`, no owner above")
        if len(node.labels) not in (0, len(node.inputs)):
            yield Unsound(node.path, "has labels for some of its inputs")
        values.add(node.path)
    yield from _outputs(graph, values)


def _outputs(graph: Graph, values: Container[str]) -> Iterator[Unsound]:
    for name, value in graph.outputs.items():
        if value not in values:
            yield Unsound(value, f"is the output `{name}`, and nothing gives it")
    for name in graph.training - graph.outputs.keys():
        yield Unsound(name, "is an output of training, and no output")


def nested(graph: Graph) -> Iterator[Unsound]:
    """The tree holds every node once and in order, and says what crosses each border."""
    yield from _known_scopes(graph)
    tree = graph.tree
    flat = tuple(_flat(tree.root))
    for mine, theirs in zip(flat, graph.nodes, strict=False):
        if mine is not theirs:
            yield Unsound(theirs.path, f"is `{mine.path}` in the tree")
    if len(flat) != len(graph.nodes):
        yield Unsound("", f"has {len(graph.nodes)} nodes, and its tree has {len(flat)}")
    takers = _takers(graph)
    for scope in tree.scopes.values():
        yield from _borders(graph, scope, takers)


def _known_scopes(graph: Graph) -> Iterator[Unsound]:
    """Every scope runs as a whole, and what stands before a dot is a scope or part of a name."""
    paths = {node.path for node in graph.nodes}
    around = {outer for scope in graph.scopes for outer in prefixes(scope)}
    for node in graph.nodes:
        for path in prefixes(node.scope):
            if path in paths:
                yield Unsound(path, "is the path of a node and of a scope")
            if path in graph.scopes and path not in graph.tree.scopes:
                yield Unsound(path, "is a scope that is left and entered again")
            if path not in around and not _in_a_name(path, node):
                yield Unsound(node.path, f"stands in `{path}`, which is no scope")


def _in_a_name(path: str, node: Node) -> bool:
    """Whether a path ends within the name of a node, which has dots."""
    name = node.layer.name or ""
    return f".{node.path}".endswith(f".{name}") and len(path) > len(node.path) - len(name)


def _flat(scope: Scope) -> Iterator[Node]:
    for child in scope.children:
        if isinstance(child, Scope):
            yield from _flat(child)
        else:
            yield child


def _takers(graph: Graph) -> Mapping[str, list[str]]:
    """The paths of the nodes that take each value; an output of the network is taken at the end."""
    found: dict[str, list[str]] = {}
    for node in graph.nodes:
        for value in node.inputs:
            found.setdefault(value, []).append(node.path)
    for value in graph.outputs.values():
        found.setdefault(value, []).append("")
    return found


def _borders(graph: Graph, scope: Scope, takers: Mapping[str, list[str]]) -> Iterator[Unsound]:
    """What a scope takes and gives, held against the nodes in it."""
    nodes = graph.nodes[scope.start : scope.stop]
    inside = {node.path for node in nodes}
    if not scope.path:
        takes = tuple(one.value for one in graph.inputs)
        gives = set(graph.outputs.values())
    else:
        taken = (value for node in nodes for value in node.inputs)
        takes = tuple(dict.fromkeys(value for value in taken if value not in inside))
        gives = {p for p in inside if not inside.issuperset(takers.get(p, ()))}
    if scope.takes != takes:
        yield Unsound(scope.path, f"takes {scope.takes}, and its nodes take {takes}")
    if set(scope.gives) != (gives or {nodes[-1].path}):
        yield Unsound(scope.path, f"gives {scope.gives}, and others take {sorted(gives)}")
