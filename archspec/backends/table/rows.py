"""The rows of the table of layers: one a layer, or one for all that are equal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archspec.graph import Child, Graph, Node, ReceptiveField, Run, Scope
from archspec.graph.ranges import joint_name
from archspec.kind import Origin


@dataclass(frozen=True, slots=True)
class Row:
    """A layer, or a scope with everything in it; `count` equal ones, with the figures of all.

    Args:
        path: where they stand, with a range for a name that differs.
        line: that of the first.
        input: what the first layer takes.
        output: what the last layer gives.
        params: shared ones count once.
        receptive_fields: what the last layer sees, by the name of the input.
        weight: the word for how the weight of a layer is made of others, where it is.
        count: how many equal ones there are.
        nodes: all of their layers.
    """

    path: str
    kind: str
    line: int
    input: tuple[int, ...]
    output: tuple[int, ...]
    params: int
    macs: int
    receptive_fields: Mapping[str, ReceptiveField]
    count: int = 1
    weight: str = ""
    nodes: tuple[Node, ...] = ()


def rows(graph: Graph, depth: int | None = None) -> list[Row]:
    """A row a layer; scopes deeper than `depth` are one row each."""
    return list(_Rows(graph, depth, lambda scope: scope.children).all())


def folded(graph: Graph, depth: int | None = None) -> list[Row]:
    """The same with equal rounds as one, so that a hundred blocks take the lines of one."""
    return list(_Rows(graph, depth, graph.folding.of).all())


@dataclass(frozen=True, slots=True)
class _Rows:
    """Walks the tree; `items` says what of a scope is shown once for all its rounds."""

    graph: Graph
    depth: int | None
    items: Callable[[Scope], Sequence[Child | Run]]

    def all(self) -> Iterator[Row]:
        """The rows of the network."""
        return self._inside([self.graph.tree.root], "", 1)

    def _inside(self, alike: Sequence[Scope], prefix: str, level: int) -> Iterator[Row]:
        """The rows of equal scopes, of which the first shows what stands in all of them."""
        for places in _places(self.items(alike[0])):
            name = joint_name([scope.names[i] for scope in alike for i in places])
            children = [scope.children[i] for scope in alike for i in places]
            yield from self._child(f"{prefix}{name}", children, level)

    def _child(self, path: str, alike: Sequence[Child], level: int) -> Iterator[Row]:
        """The rows of equal children: one for nodes, those in them for scopes not too deep."""
        scopes = [child for child in alike if isinstance(child, Scope)]
        if not scopes:
            nodes = [child for child in alike if isinstance(child, Node)]
            layer = nodes[0].layer
            row = _row(path, layer.kind, nodes[0].origin, nodes, len(nodes))
            yield replace(row, weight=layer.weight_made_by)
        elif self.depth is None or level < self.depth:
            yield from self._inside(scopes, f"{path}.", level + 1)
        else:
            nodes = [node for scope in scopes for node in self.graph.tree.nodes_of(scope)]
            yield _row(path, scopes[0].kind, scopes[0].origin, nodes, len(scopes))


def _row(path: str, kind: str, origin: Origin, nodes: Sequence[Node], count: int) -> Row:
    first, last = nodes[0], nodes[-1]
    return Row(
        path,
        kind,
        origin.span.line,
        first.shapes[0].dims,
        last.output.dims,
        sum([node.cost.params for node in nodes]),
        sum([node.cost.macs for node in nodes]),
        last.receptive_fields,
        count,
        nodes=tuple(nodes),
    )


def _places(items: Iterable[Child | Run]) -> Iterator[range]:
    """For each child that is shown, the places among its siblings of those it stands for."""
    first = 0
    for item in items:
        if isinstance(item, Run):
            period = len(item.rounds[0])
            stop = first + period * len(item.rounds)
            yield from (range(place, stop, period) for place in range(first, first + period))
        else:
            stop = first + 1
            yield range(first, stop)
        first = stop
