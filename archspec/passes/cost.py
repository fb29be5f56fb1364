"""Costs: parameters and multiply-adds of every node.

Before: shapes are known. After: every node has `cost`; shared weights count once, their
multiply-adds every time. What only training needs has no multiply-adds: these are evaluation's.
"""

from collections.abc import Iterator

from archspec.graph import Graph, Node
from archspec.graph.verify import Unsound
from archspec.kind import Cost, Shapes

Costs = dict[tuple[int, Shapes], Cost]
"""By the layer, which equal ones have in common, and the shapes it takes."""


def count_costs(graph: Graph) -> Graph:
    """The graph with costs."""
    spared = graph.training_only
    known: Costs = {}
    return graph.with_nodes(tuple(_counted(n, n.path in spared, known) for n in graph.nodes))


def _counted(node: Node, training_only: bool, known: Costs) -> Node:
    key = id(node.layer), node.shapes
    cost = known.get(key)
    if cost is None:
        cost = known[key] = node.layer.cost(node.shapes, node.output)
    if node.shared or training_only:
        cost = Cost(0 if node.shared else cost.params, 0 if training_only else cost.macs)
    return node.knowing(cost=cost)


def costed(graph: Graph) -> Iterator[Unsound]:
    """Every node costs what its layer does, but for shared weights and work of training."""
    for node in graph.nodes:
        cost = node.layer.cost(node.shapes, node.output)
        params = 0 if node.shared else cost.params
        macs = 0 if node.path in graph.training_only else cost.macs
        if node.cost != Cost(params, macs):
            yield Unsound(node.path, f"costs {node.cost}, and not {Cost(params, macs)}")
