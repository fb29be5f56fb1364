"""A long row set like text, in lines from top to bottom."""

from collections.abc import Sequence
from dataclasses import replace

from archspec.backends.diagram.volumes.across import touches
from archspec.backends.diagram.volumes.cuboids import Cuboid
from archspec.backends.diagram.volumes.tiers import Tiers

HALVINGS = 20
"""Steps in which the width of the widest line is searched for."""


def in_lines(tiers: Tiers, cuboids: Sequence[Cuboid], count: int) -> Tiers | None:
    """The same row in at most so many lines, none of which is much wider than the others.

    Args:
        tiers: of one row.
        cuboids: where they stand in it.
        count: lines, at least 2.

    Returns:
        None where it cannot be broken: for several rows, and where a skip leads past every place.
    """
    places = _breaks(tiers, cuboids)
    if tiers.is_u or any(tiers.of) or not places:
        return None
    low, high = 0.0, cuboids[-1].right - cuboids[0].x
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = len(_begins(cuboids, places, middle)) < count
        low, high = (low, middle) if fits else (middle, high)
    begins = _begins(cuboids, places, high)
    line = 0
    of: list[int] = []
    for place in range(len(cuboids)):
        line += place in begins
        of.append(line)
    before = tuple(None if place in begins else one for place, one in enumerate(tiers.before))
    return replace(tiers, of=tuple(of), before=before, begins=frozenset(begins))


def _breaks(tiers: Tiers, cuboids: Sequence[Cuboid]) -> list[int]:
    """Places before which a line may end: where a value goes straight on, with an arrow."""
    stations = [cuboid.station for cuboid in cuboids]
    passed = {place for a, b in tiers.skips for place in range(a + 1, b + 1)}
    return [
        place
        for place, one in enumerate(stations)
        if place
        and place not in passed
        and one.takes == (place - 1,)
        and not one.is_name
        and place - 1 not in tiers.parting
        and not touches(stations, tiers, place)
    ]


def _begins(cuboids: Sequence[Cuboid], places: Sequence[int], width: float) -> list[int]:
    """Where lines begin if each is filled up to a width, or to the next place to break."""
    found: list[int] = []
    start, last = 0, None
    for place in (*places, len(cuboids)):
        if cuboids[place - 1].right - cuboids[start].x > width and last is not None:
            found.append(last)
            start = last
        last = place
    return found
