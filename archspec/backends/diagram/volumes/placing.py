"""Where cuboids stand: from left to right on their tiers, and tiers below each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.volumes.across import Across
from archspec.backends.diagram.volumes.captions import Title, sizes
from archspec.backends.diagram.volumes.cuboids import AWAY, Cuboid, cuboid_of
from archspec.backends.diagram.volumes.extents import Measure
from archspec.backends.diagram.volumes.heights import height, heights
from archspec.backends.diagram.volumes.station import Station
from archspec.backends.diagram.volumes.tiers import Skip, Tiers

GAP, LEAST_GAP = 26.0, 16.0
"""Points between two cuboids with an arrow between them, and where room is scarce."""

LANE = 8.0
"""Points between arcs, and between an arc and what it passes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is drawn between the heading and the legend, in its place.

    Args:
        cuboids: in the order of the network.
        tiers: where each of them stands.
        titles: where the sizes of each are written.
        arcs: how high above the axis of its row each skip runs; none in a U, where they are axes.
        lanes: heights above each row at which nothing is in the way of a line.
    """

    cuboids: tuple[Cuboid, ...]
    tiers: Tiers
    titles: tuple[Title, ...]
    arcs: dict[Skip, float]
    lanes: tuple[float, ...]


def in_rows(
    stations: Sequence[Station], tiers: Tiers, measure: Measure, size: float
) -> tuple[Cuboid, ...]:
    """The cuboids of stations, each as far to the right as it stands, and none in its height.

    Args:
        stations: in the order of the network.
        tiers: where each of them stands.
        measure: of their shapes.
        size: of gaps, compared with those of a picture that has all the room it wants.
    """
    titles = tuple(_titles(stations, tiers))
    across = Across(stations, tiers, titles, max(LEAST_GAP, GAP * size))
    for place, one in enumerate(stations):
        is_level = tiers.is_stacked and tiers.rises_after(place)
        across.add(replace(cuboid_of(one, measure), is_level=is_level))
    return tuple(across.cuboids)


def placed(cuboids: Sequence[Cuboid], tiers: Tiers) -> Plan:
    """The plan of cuboids of which it is known how far to the right they stand."""
    titles = tuple(_titles([one.station for one in cuboids], tiers))
    arcs = _arcs(cuboids, tiers, titles)
    axes, lanes = heights(cuboids, tiers, titles, arcs)
    pairs = zip(cuboids, tiers.of, strict=True)
    down = tuple(replace(one, y=axes[tier]) for one, tier in pairs)
    return Plan(down, tiers, titles, arcs, tuple(lanes))


def _titles(stations: Sequence[Station], tiers: Tiers) -> Iterator[Title]:
    """Sizes stand at the first station of its sizes on its tier, and on either side of a U."""
    last: dict[int, tuple[int, str]] = {}
    for place, (one, tier) in enumerate(zip(stations, tiers.of, strict=True)):
        before, own = last.get(tier, (-1, "")), sizes(one)
        across = tiers.is_u and before[0] != place - 1
        if not own or (own == before[1] and not across):
            yield ""
        else:
            yield "beside" if tiers.is_u and tier > tiers.of[max(0, place - 1)] else "over"
        if own:
            last[tier] = place, own


def _arcs(cuboids: Sequence[Cuboid], tiers: Tiers, titles: Sequence[Title]) -> dict[Skip, float]:
    """How high each skip runs over what it passes, and over shorter skips."""
    found: dict[Skip, float] = {}
    for giver, taker in () if tiers.is_u else tiers.skips:
        tier = tiers.of[giver]
        inside = [k for k in range(giver + 1, taker) if tiers.of[k] == tier]
        heights = [height(cuboids[k], titles[k]) for k in inside]
        nested = [height for (a, b), height in found.items() if a < taker and giver < b]
        found[giver, taker] = max([*heights, *nested, AWAY]) + LANE
    return found
