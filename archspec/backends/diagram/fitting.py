"""How deep a picture can go and still be read at a glance."""

from archspec.backends.diagram.arrange import arrange
from archspec.graph import Graph

MOST_BOXES = 40
"""About as many as stand on two pages."""


def fitting_depth(graph: Graph) -> int | None:
    """The greatest depth of a picture with few enough boxes; None where all of it fits.

    >>> fitting_depth(Graph("empty", (), ())) is None
    True
    """
    if _fits(graph, None):
        return None
    deepest = graph.tree.root.depth - 1
    return next((depth for depth in range(deepest - 1, 0, -1) if _fits(graph, depth)), 0)


def _fits(graph: Graph, depth: int | None) -> bool:
    return sum(1 for _ in arrange(graph, depth=depth).boxes) <= MOST_BOXES
