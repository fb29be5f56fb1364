"""A long row set like text, in lines from top to bottom."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from archspec.backends.diagram.volumes.across import touches
from archspec.backends.diagram.volumes.cuboids import Cuboid
from archspec.backends.diagram.volumes.tiers import Tiers

HALVINGS = 20
"""Steps in which the width of the widest line is searched for."""


def in_lines(tiers: Tiers, cuboids: Sequence[Cuboid], count: int) -> Tiers | None:
    """The same row in at most so many lines, none of which is much wider than the others.

    Args:
        tiers: of one row, and of branches that leave it for good.
        cuboids: where they stand in it.
        count: lines, at least 2.

    Returns:
        None where it cannot be broken: where rows join, and where a skip leads past every place.
    """
    places = _breaks(tiers, cuboids)
    if tiers.is_u or _joins(tiers, cuboids) or not places:
        return None
    reaches = _reaches(tiers, cuboids)
    low, high = _widest(tiers, cuboids, reaches, places), max(reaches) - cuboids[0].x
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = len(_begins(tiers, cuboids, reaches, places, middle)) < count
        low, high = (low, middle) if fits else (middle, high)
    begins = frozenset(_begins(tiers, cuboids, reaches, places, high))
    before = tuple(None if place in begins else one for place, one in enumerate(tiers.before))
    return replace(tiers, of=_below(tiers, cuboids, begins), before=before, begins=begins)


def _joins(tiers: Tiers, cuboids: Sequence[Cuboid]) -> bool:
    """Whether a line leads from one row into another that has begun before, or a row by itself."""
    return any(
        tiers.before[taker] is not None
        if any(tiers.of[giver] != tiers.of[taker] for giver in cuboid.station.takes)
        else not cuboid.station.takes and taker > 0
        for taker, cuboid in enumerate(cuboids)
    )


def _breaks(tiers: Tiers, cuboids: Sequence[Cuboid]) -> list[int]:
    """Places of the highest row before which a line may end: where a value goes straight on."""
    stations = [cuboid.station for cuboid in cuboids]
    passed = {place for a, b in tiers.skips for place in range(a + 1, b + 1)}
    return [
        place
        for place in tiers.rows[0][1:]
        if place not in passed
        and stations[place].takes == (tiers.before[place],)
        and not stations[place].is_name
        and tiers.before[place] not in tiers.parting
        and not touches(stations, tiers, place)
    ]


def _homes(tiers: Tiers, cuboids: Sequence[Cuboid]) -> list[int]:
    """The station of the highest row at which each one, or the branch that it is of, leaves it."""
    found: list[int] = []
    for place, cuboid in enumerate(cuboids):
        found.append(found[cuboid.station.takes[0]] if tiers.of[place] else place)
    return found


def _reaches(tiers: Tiers, cuboids: Sequence[Cuboid]) -> list[float]:
    """How far right each station of the highest row reaches, with the branches that leave it."""
    found = [cuboid.right for cuboid in cuboids]
    for home, cuboid in zip(_homes(tiers, cuboids), cuboids, strict=True):
        found[home] = max(found[home], cuboid.right)
    return found


def _widest(
    tiers: Tiers, cuboids: Sequence[Cuboid], reaches: Sequence[float], places: Sequence[int]
) -> float:
    """The width of the widest piece that cannot be broken, for which a line has to have room."""
    widest, most, start = 0.0, 0.0, 0
    inside = frozenset(places)
    for place in tiers.rows[0]:
        if place in inside:
            start = place
        most = max(most, reaches[place])
        widest = max(widest, most - cuboids[start].x)
    return widest


def _begins(
    tiers: Tiers,
    cuboids: Sequence[Cuboid],
    reaches: Sequence[float],
    places: Sequence[int],
    width: float,
) -> list[int]:
    """Where lines begin if each is filled up to a width, or to the next place to break."""
    found: list[int] = []
    start, last = 0, None
    most, inside = 0.0, frozenset(places)
    for place in tiers.rows[0]:
        if place in inside:
            if most - cuboids[start].x > width and last is not None:
                found.append(last)
                start = last
            last = place
        most = max(most, reaches[place])
    if most - cuboids[start].x > width and last is not None:
        found.append(last)
    return found


def _below(tiers: Tiers, cuboids: Sequence[Cuboid], begins: Collection[int]) -> tuple[int, ...]:
    """The tiers of lines, each with the branches that leave it below it."""
    line = list(accumulate(place in begins for place in range(len(cuboids))))
    homes = _homes(tiers, cuboids)
    keys = [(line[home], tier) for home, tier in zip(homes, tiers.of, strict=True)]
    order = {key: tier for tier, key in enumerate(sorted(set(keys)))}
    return tuple(order[key] for key in keys)
