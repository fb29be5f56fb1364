"""How deep a picture can go and still be read at a glance."""

from collections.abc import Iterable

from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.part import find_scope
from archspec.graph import Graph

MOST_BOXES = 40
"""About as many as stand on two pages."""


def glance_depth(graph: Graph, *, only: str = "", unfold: Iterable[str] = ()) -> int | None:
    """The greatest depth of a picture with few enough boxes; None where all of it fits.

    Args:
        graph: a network with shapes and costs.
        only: as in `arrange`.
        unfold: as in `arrange`.

    >>> glance_depth(Graph("empty", (), ())) is None
    True
    """

    def fits(depth: int | None) -> bool:
        picture = arrange(graph, depth=depth, only=only, unfold=unfold)
        return sum(1 for _ in picture.boxes) <= MOST_BOXES

    if fits(None):
        return None
    deepest = find_scope(graph, only).depth - 1
    return next((depth for depth in range(deepest - 1, 0, -1) if fits(depth)), 0)
