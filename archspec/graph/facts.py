"""What holds of every graph before the first pass; what passes add is said in their own files."""

from collections.abc import Iterator

from archspec.graph.ir import Graph
from archspec.graph.verify import Unsound


def shaped(graph: Graph) -> Iterator[Unsound]:
    """Every node takes what is given to it, gives what its layer infers, and shares what fits."""
    known = {one.value: one.shape for one in graph.inputs}
    nodes = {node.path: node for node in graph.nodes}
    for node in graph.nodes:
        layer, owner = node.layer, nodes[node.weights]
        if node.shapes != tuple(known.get(value) for value in node.inputs):
            yield Unsound(node.path, "takes other shapes than its inputs give")
        elif node.output != layer.infer(node.shapes):
            yield Unsound(node.path, f"gives {node.output}, which its layer does not infer")
        elif layer.parameters(node.shapes) != owner.layer.parameters(owner.shapes):
            yield Unsound(node.path, f"has the weights of `{owner.path}`, which do not fit")
        known[node.path] = node.output
