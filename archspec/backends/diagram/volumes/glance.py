"""How deep a picture of cuboids can go and still be taken in."""

from archspec.backends.diagram.picture.part import Part
from archspec.backends.diagram.volumes.stations import stations
from archspec.graph import Graph

MOST_CUBOIDS = 30
"""Cuboids that can be taken in."""


def open_depth(graph: Graph, part: Part) -> int | None:
    """The greatest depth at which there are few enough cuboids; None where all can be opened.

    >>> from archspec.backends.diagram.picture.part import part_of
    >>> graph = Graph("empty", (), ())
    >>> open_depth(graph, part_of(graph)) is None
    True
    """
    deepest = part.scope.depth - 1
    for depth in range(deepest, -1, -1):
        if (
            sum(not (one.symbol or one.is_name) for one in stations(graph, part, depth))
            <= MOST_CUBOIDS
        ):
            return None if depth == deepest else depth
    return 0
