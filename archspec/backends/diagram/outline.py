"""The tree of scopes that a graph's paths spell out, and the order in which its nodes are drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archspec.graph import Graph, Node

NEVER = -1
"""The last use of a value that nothing takes."""

FOREVER = 1 << 60
"""The last use of a value that the network gives."""


@dataclass(slots=True, eq=False)
class Part:
    """A node, or a scope and what stands in it.

    Args:
        path: as in the graph; empty for the whole network.
        kind: the word for the layer, or for what made the scope.
        node: the node, where it is one.
        parts: what stands in the scope, in the order of the nodes.
        start: the position of its first node.
        stop: the position after its last one.
    """

    path: str
    kind: str = ""
    node: Node | None = None
    parts: list["Part"] = field(default_factory=list)
    start: int = 0
    stop: int = 0

    @property
    def name(self) -> str:
        """Its name in the scope around it."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A graph as a tree.

    Args:
        root: the whole network.
        order: every node, scope by scope, so that a scope is a stretch of positions.
        position: where in `order` the node of a value stands; inputs of the network are not there.
        last_use: for each position, that of the last node that takes its value.
    """

    root: Part
    order: tuple[Node, ...]
    position: Mapping[str, int]
    last_use: tuple[int, ...]

    def nodes(self, part: Part) -> tuple[Node, ...]:
        """The nodes of a part, in order."""
        return self.order[part.start : part.stop]

    def reach(self, part: Part) -> int:
        """The last position that takes a value of this part."""
        return max(self.last_use[part.start : part.stop], default=NEVER)


def outline(graph: Graph) -> Outline:
    """The tree of a graph.

    Takes time in proportion to the nodes and the depth at which they stand.
    """
    root = _tree(graph)
    order = tuple(_number(root))
    position = {node.path: i for i, node in enumerate(order)}
    last_use = [NEVER] * len(order)
    for i, node in enumerate(order):
        for value in node.inputs:
            if value in position:
                last_use[position[value]] = max(last_use[position[value]], i)
    for value in graph.outputs.values():
        if value in position:
            last_use[position[value]] = FOREVER
    return Outline(root, order, position, tuple(last_use))


def _tree(graph: Graph) -> Part:
    scopes = {"": Part("")}

    def scope(path: str) -> Part:
        """The part of a scope, put into the one around it when it is first asked for."""
        if path not in scopes:
            known = graph.scopes.get(path)
            scopes[path] = Part(path, known.kind if known else "")
            scope(path.rpartition(".")[0]).parts.append(scopes[path])
        return scopes[path]

    for node in graph.nodes:
        scope(node.scope).parts.append(Part(node.path, node.layer.kind, node))
    return scopes[""]


def _number(part: Part, start: int = 0) -> Iterator[Node]:
    """The nodes below a part; notes on the way which positions each part takes."""
    part.start = part.stop = start
    if part.node is not None:
        part.stop += 1
        yield part.node
    for inner in part.parts:
        yield from _number(inner, part.stop)
        part.stop = inner.stop
