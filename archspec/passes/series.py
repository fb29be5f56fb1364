"""Layers whose fields depend on their place among their like, such as rates that grow with depth.

Before: every node stands in its place. After: each such layer has the fields of its place.
"""

from collections import Counter

from archspec.graph import Graph, Node


def spread_rates(graph: Graph) -> Graph:
    """The graph with layers in series at their places; layers of one kind are one series."""
    counts = Counter(type(node.layer) for node in graph.nodes if node.layer.in_series)
    if not counts:
        return graph
    places: Counter[type] = Counter()
    return graph.with_nodes(tuple(_placed(node, counts, places) for node in graph.nodes))


def _placed(node: Node, counts: Counter[type], places: Counter[type]) -> Node:
    if not node.layer.in_series:
        return node
    cls = type(node.layer)
    places[cls] += 1
    return node._replace(layer=node.layer.at_place(places[cls] - 1, counts[cls]))
