"""How deep the parameters of a network stand in it."""

from collections.abc import Iterator
from itertools import pairwise

from archspec.graph import Graph, Node
from archspec.graph.tree import Scope
from archspec.kind import Module


def depths(graph: Graph) -> dict[str, int]:
    """The depth of each parameter by its key, 1 for those nearest to the input.

    It counts layers with weights on the longest way from an input. A block counts as one layer: an
    innermost scope with a branch or a skip in it, such as a residual block or a layer of a
    transformer. Normalisations, and what else has no matrix of weights, are as deep as the layer
    before them.

    Before: shapes, costs and calls are known.

    >>> from archspec import load
    >>> found = depths(load("resnet18").graph)
    >>> [found[key] for key in ("conv1.weight", "bn1.weight", "layer1.0.conv2.weight", "fc.bias")]
    [1, 1, 2, 10]
    """
    reached = {one.value: 0 for one in graph.inputs}
    found: dict[str, int] = {}
    for nodes, takes in _layers(graph):
        before = max((reached.get(value, 0) for value in takes), default=0)
        here = before + any(map(_weighs, nodes))
        for node in nodes:
            reached[node.path] = here
            found |= dict.fromkeys(node.keys.values(), max(1, here))
    return found


def _layers(graph: Graph) -> Iterator[tuple[tuple[Node, ...], tuple[str, ...]]]:
    """The nodes of each block, and those outside of blocks one by one, each with what it takes."""
    blocks, at = {one.start: one for one in _blocks(graph)}, 0
    while at < len(graph.nodes):
        if block := blocks.get(at):
            yield graph.tree.nodes_of(block), block.takes
            at = block.stop
        else:
            node = graph.nodes[at]
            yield (node,), () if node.layer.takes_nothing else node.inputs
            at += 1


def _blocks(graph: Graph) -> list[Scope]:
    """The innermost scopes with a branch or a skip in them."""
    forks = [one for path, one in graph.tree.scopes.items() if path and not one.chain]
    forks.sort(key=lambda one: (one.start, -one.stop))
    pairs = pairwise((*forks, None))
    return [one for one, other in pairs if one and (not other or other.start >= one.stop)]


def _weighs(node: Node) -> bool:
    """Whether it is a module with a matrix of weights: those of normalisations have one axis."""
    shapes = node.layer.parameters(node.shapes).values()
    return isinstance(node.call, Module) and any(len(shape) > 1 for shape in shapes)
