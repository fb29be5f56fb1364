"""How deep a picture of blocks can go and still be taken in."""

from archspec.backends.diagram.volumes.stations import Station, stations
from archspec.graph import Graph

MOST_BLOCKS = 30
"""Blocks that can be taken in."""


def fitting_stations(graph: Graph) -> tuple[Station, ...]:
    """The stations at the greatest depth at which there are few enough.

    >>> fitting_stations(Graph("empty", (), ()))
    ()
    """
    for depth in range(graph.tree.root.depth, 0, -1):
        found = stations(graph, depth)
        if sum(not one.symbol for one in found) <= MOST_BLOCKS:
            return found
    return stations(graph, 0)
