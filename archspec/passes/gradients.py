"""What training computes gradients for, and what that costs.

Before: shapes and costs are known. A value has a gradient where something learnt stands before it.
"""

from archspec.graph import Graph, Node


def with_gradients(graph: Graph) -> frozenset[str]:
    """The values through which gradients flow: those that hang on a parameter that is learnt."""
    found: set[str] = set()
    for node in graph.nodes:
        if learns(node) or (not node.layer.takes_nothing and not found.isdisjoint(node.inputs)):
            found.add(node.path)
    return frozenset(found)


def learns(node: Node) -> bool:
    """Whether training changes its parameters, its own or another's."""
    return not node.frozen and bool(node.layer.parameters(node.shapes))


def training_macs(graph: Graph) -> int:
    """Multiply-adds of a step of training for one sample: forward, by input and by weight.

    The way back takes as many for the gradient of what a layer takes, and as many for that of its
    weights, or of the other factor where it has none; neither for what nothing learnt stands
    before, as pixels, and no second time for weights that are frozen.
    """
    return sum(training_macs_of(graph).values())


def training_macs_of(graph: Graph) -> dict[str, int]:
    """The same for each node, by its path."""
    flowing = with_gradients(graph)
    return {node.path: _macs(node, flowing) for node in graph.nodes}


def _macs(node: Node, flowing: frozenset[str]) -> int:
    macs = node.layer.macs(node.shapes, node.output)
    if not macs:
        return 0
    taken = [value in flowing for value in node.inputs]
    if node.layer.parameters(node.shapes):
        return macs * (1 + any(taken) + learns(node))
    # A product of two values; both may be parts of the only one that it takes.
    return macs * (1 + (2 * any(taken) if len(taken) == 1 else min(sum(taken), 2)))
