"""How far down each tier stands: as near to what is above it as cuboids, words and lines allow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.volumes.captions import (
    ABOVE,
    ALONG,
    BELOW,
    DOWN,
    LINE,
    Title,
    Words,
    channels_width,
    sizes,
    sizes_ends,
    words,
)
from archspec.backends.diagram.volumes.cuboids import TYPE, Cuboid
from archspec.backends.diagram.volumes.tiers import Skip, Tiers
from archspec.backends.diagram.volumes.turns import aside, uprights

BETWEEN = 14.0
"""Points between what belongs to one tier and what belongs to another."""

BETWEEN_LEVELS = 10.0
"""The same in a U that is stacked, of which a page holds few levels."""

BESIDE = 6.0
"""Points to the left and right within which one tier stands below another."""

STRIP = 4.0
"""Points of a strip of which it is known how far down a picture reaches there."""

HALF_LINE = 4.0
"""Points above and below an axis that a line along it needs."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far something reaches: from left to right, and above and below the axis of its tier."""

    left: float
    right: float
    above: float
    below: float


class Silhouette:
    """How far down a picture reaches.

    Args:
        even: whether it is as far everywhere, so that lines may run between any two tiers.

    >>> uneven = Silhouette(even=False)
    >>> uneven.add(Reach(0, 40, 5, 20), 100)
    >>> uneven.over(Reach(60, 80, 5, 5)), uneven.over(Reach(30, 80, 5, 5))
    (-14.0, 120)
    """

    def __init__(self, *, even: bool):
        self.even = even
        self.bottoms: dict[int, float] = {}

    def over(self, reach: Reach) -> float:
        """How far down it reaches above something."""
        return max(self.bottoms.get(strip, -BETWEEN) for strip in self._strips(reach))

    def add(self, reach: Reach, axis: float) -> None:
        """Takes in what belongs to an axis."""
        for strip in self._strips(reach):
            self.bottoms[strip] = max(self.bottoms.get(strip, -BETWEEN), axis + reach.below)

    def _strips(self, reach: Reach) -> Sequence[int]:
        if self.even:
            return (0,)
        return range(int((reach.left - BESIDE) // STRIP), ceil((reach.right + BESIDE) / STRIP))


def heights(
    cuboids: Sequence[Cuboid], tiers: Tiers, titles: Sequence[Title], arcs: dict[Skip, float]
) -> tuple[list[float], list[float]]:
    """The heights of the axis of each tier, and of the lane above it.

    Args:
        cuboids: of which it is known how far to the right they stand.
        tiers: that they are of.
        titles: where the sizes of each stand.
        arcs: how high each skip of a row runs.
    """
    silhouette = Silhouette(even=_needs_lanes(cuboids, tiers))
    lines = _lines(cuboids, tiers)
    between = BETWEEN_LEVELS if tiers.is_stacked else BETWEEN
    axes: list[float] = []
    lanes: list[float] = []
    for tier, row in enumerate(tiers.rows):
        here = [*lines[tier], *_written([cuboids[place] for place in row])]
        here += [reach for place in row for reach in _block(cuboids[place], titles[place])]
        here += [
            Reach(cuboids[giver].x, cuboids[taker].right, height, 0)
            for (giver, taker), height in arcs.items()
            if tiers.of[giver] == tier
        ]
        axis = max(silhouette.over(one) + between + one.above for one in here)
        for one in here:
            silhouette.add(one, axis)
        axes.append(axis)
        lanes.append(axis - max(one.above for one in here) - between / 2)
    return axes, lanes


def _needs_lanes(cuboids: Sequence[Cuboid], tiers: Tiers) -> bool:
    """Whether a line runs all along between two tiers."""
    return (
        bool(tiers.begins)
        or tiers.is_stacked
        or any(
            giver in tiers.branching
            and tiers.of[giver] != tiers.of[taker]
            and tiers.before[taker] is not None
            for taker, cuboid in enumerate(cuboids)
            for giver in cuboid.station.takes
        )
    )


def height(cuboid: Cuboid, title: Title) -> float:
    """How far a cuboid and what is written above it rise over the axis."""
    return cuboid.y - cuboid.top + (ABOVE + TYPE if title else 0)


def _block(cuboid: Cuboid, title: Title) -> Iterator[Reach]:
    """A cuboid, with what is written right above and below it."""
    yield Reach(cuboid.x, cuboid.right, height(cuboid, ""), cuboid.bottom)
    half = channels_width(cuboid.station) / 2
    if half:
        yield Reach(cuboid.centre - half, cuboid.centre + half, 0, cuboid.bottom + LINE)
    if title == "over":
        yield Reach(*sizes_ends(cuboid), height(cuboid, title), 0)
    elif title == "beside":
        width = text_width(sizes(cuboid.station), TYPE)
        yield Reach(cuboid.centre - width, cuboid.right, height(cuboid, title), 0)


def _written(row: Sequence[Cuboid]) -> Iterator[Reach]:
    """The slanted words of a row, in short pieces."""
    for one in words(row):
        yield from _slanted(one) if one.length else ()


def _slanted(one: Words) -> Iterator[Reach]:
    if one.cuboid.is_level:
        yield Reach(one.cuboid.centre - TYPE, one.right, 0, one.bottom)
        return
    pieces = ceil(one.length / BELOW)
    for i in range(pieces):
        left = one.cuboid.centre + one.length * ALONG * i / pieces - TYPE
        right = left + one.length * ALONG / pieces + 2 * TYPE
        yield Reach(left, right, 0, one.y + one.length * DOWN * (i + 1) / pieces + TYPE / 2)


def _lines(cuboids: Sequence[Cuboid], tiers: Tiers) -> list[list[Reach]]:
    """The lines along the axis of each tier."""
    found: list[list[Reach]] = [[] for _ in tiers.rows]
    for taker, cuboid in enumerate(cuboids):
        for giver in cuboid.station.takes:
            ends = {giver: cuboids[giver], taker: cuboid}
            turns = [cuboids[giver].right, cuboid.x]
            if tiers.of[giver] != tiers.of[taker]:
                turns = [aside(cuboids[giver], past_words=True)]
                turns += uprights(cuboids, tiers, giver, taker)
            for place, one in ends.items():
                edges = [*turns, one.x, one.right]
                found[tiers.of[place]].append(Reach(min(edges), max(edges), HALF_LINE, HALF_LINE))
    return found
