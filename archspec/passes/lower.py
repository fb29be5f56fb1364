"""Lowering: what every node becomes in torch, as data, made once for all back ends.

Before: shapes are known, and rates are spread. After: every node has `call` and `init`.
"""

from collections.abc import Iterator

from archspec.graph import Facts, Graph, Node
from archspec.graph.verify import Unsound
from archspec.kind import Shapes

Made = dict[tuple[int, Shapes], Facts]
"""Facts by the layer, which rounds of a repeat have in common, and the shapes it takes."""


def lower(graph: Graph) -> Graph:
    """The graph with its calls; one object for nodes of the same layer that take the same."""
    made: Made = {}
    return graph.with_nodes(tuple(_lowered(node, made) for node in graph.nodes))


def _lowered(node: Node, made: Made) -> Node:
    layer, key = node.layer, (id(node.layer), node.shapes)
    facts = made.get(key)
    if facts is None:
        call = layer.lower(node.shapes)
        facts = made[key] = {"call": call, "init": layer.initial()}
    return node.knowing(**facts)


def lowered(graph: Graph) -> Iterator[Unsound]:
    """Every node has the call that its layer becomes, and begins as it says."""
    for node in graph.nodes:
        layer = node.layer
        if (node.call, node.init) != (layer.lower(node.shapes), layer.initial()):
            yield Unsound(node.path, f"is lowered to `{node.call}`, which its layer does not say")
