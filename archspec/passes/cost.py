"""Costs: parameters and multiply-adds of every node.

Before: shapes are known. After: every node has `cost`; shared weights count once, their
multiply-adds every time.
"""

from dataclasses import replace

from archspec.graph import Graph, Node
from archspec.kind import Cost


def count_costs(graph: Graph) -> Graph:
    """The graph with costs."""
    return graph.with_nodes(tuple(_counted(node) for node in graph.nodes))


def _counted(node: Node) -> Node:
    cost = node.layer.cost(node.shapes, node.output)
    return replace(node, cost=Cost(0, cost.macs) if node.shared else cost)
