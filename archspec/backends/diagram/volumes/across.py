"""How far to the right each cuboid stands: off its neighbours, their texts, and upright lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.volumes.captions import (
    LINE,
    Title,
    channels_width,
    sizes_ends,
)
from archspec.backends.diagram.volumes.cuboids import AWAY, TYPE, Cuboid
from archspec.backends.diagram.volumes.extents import is_flat
from archspec.backends.diagram.volumes.station import Station
from archspec.backends.diagram.volumes.tiers import Tiers
from archspec.backends.diagram.volumes.turns import BESIDE, ahead, aside, overhang, turn, uprights

TOUCH = 3.0
"""Points between cuboids of one size, which need no arrow."""

APART = 4.0
"""Points between two texts."""

TOUCHING = ("convolution", "resampling", "merge", "folded")


@dataclass(frozen=True, slots=True)
class Upright:
    """A line from one tier to another, which cuboids on tiers in between stay right of."""

    x: float
    top: int
    bottom: int


class Across:
    """Sets one cuboid after the other.

    Args:
        stations: all of them, in the order of the network.
        tiers: where they stand.
        titles: where their sizes are written.
        gap: points between two cuboids with an arrow between them.
    """

    def __init__(
        self, stations: Sequence[Station], tiers: Tiers, titles: Sequence[Title], gap: float
    ):
        self.stations = stations
        self.tiers = tiers
        self.titles = titles
        self.gap = gap
        self.cuboids: list[Cuboid] = []
        self.uprights: list[Upright] = []
        self.edge: float | None = None

    def add(self, cuboid: Cuboid) -> None:
        """The cuboid of the next station, to the right of what it takes."""
        place = len(self.cuboids)
        if self.tiers.is_u:
            self.cuboids.append(replace(cuboid, x=self._in_a_u(place, cuboid)))
            return
        x = max(self._in_a_row(place, cuboid), self._off_lines(place, cuboid))
        self.cuboids.append(replace(cuboid, x=x))
        self._note_lines(place)

    def _in_a_u(self, place: int, cuboid: Cuboid) -> float:
        """Below the end of a higher tier, right of that of a lower one, or in a row."""
        before, tier = self.tiers.before[place], self.tiers.of[place]
        if before is None or self.tiers.of[before] == tier:
            return self._in_a_row(place, cuboid)
        if self.tiers.is_stacked:
            return self._in_a_stack(place, cuboid)
        turns = [
            aside(self.cuboids[giver], past_words=True) for giver in (before, *cuboid.station.takes)
        ]
        if self.tiers.of[before] > tier:
            return max(turns) + self.gap
        # Its line comes from above, into the middle of its top.
        return turns[0] - (cuboid.extent.thickness + cuboid.extent.depth) / 2

    def _in_a_stack(self, place: int, cuboid: Cuboid) -> float:
        """At the left edge on the way down, and right of all of that on the way up."""
        if self.tiers.of[place - 1] < self.tiers.of[place]:
            return 0.0
        if self.edge is None:
            ends = [giver for giver, _ in self.tiers.skips]
            self.edge = max(turn(self.cuboids, self.tiers, end) for end in ends)
        # Sizes over the end of a level on the way down lie left of where its line turns off.
        return self.edge + max(BESIDE + self.gap, APART + cuboid.x - sizes_ends(cuboid)[0])

    def _in_a_row(self, place: int, cuboid: Cuboid) -> float:
        """At the beginning of a row, or to the right of the cuboid before."""
        before = self.tiers.before[place]
        if before is None:
            return self._first(place, cuboid)
        last = self.cuboids[before]
        least = _beside_texts(last, cuboid, self.titles[place])
        if touches(self.stations, self.tiers, place):
            return max(last.x + last.extent.thickness + TOUCH, least)
        return max(least, last.right + TOUCH, *self._past_lines(place, before, cuboid))

    def _first(self, place: int, cuboid: Cuboid) -> float:
        """The edge of the picture, or right of the line that a branch begins with."""
        if place in self.tiers.begins or not cuboid.station.takes:
            return 0.0
        givers = (self.cuboids[giver] for giver in cuboid.station.takes)
        return max(aside(giver, past_words=True) for giver in givers) + self.gap

    def _past_lines(self, place: int, before: int, cuboid: Cuboid) -> Iterator[float]:
        """Edges that leave room for an arrow, and for lines that turn off before it."""
        last, lean = self.cuboids[before], cuboid.entry - cuboid.x
        near = [last, *(self.cuboids[giver] for giver in cuboid.station.takes)]
        yield max(one.exit for one in near) + self.gap - lean
        if before in self.tiers.parting:
            yield last.clear + AWAY - lean
            if self.titles[place]:
                yield last.clear + APART + cuboid.x - sizes_ends(cuboid)[0]
        if before in self.tiers.branching:
            yield aside(last, past_words=True) + max(2 * AWAY, overhang(cuboid) + APART)
        tier = self.tiers.of[place]
        if any(self.tiers.of[giver] != tier for giver in cuboid.station.takes):
            # Lines from other rows come between all of these and the cuboid.
            yield max(aside(one, past_words=True) for one in near) + ahead(cuboid)

    def _off_lines(self, place: int, cuboid: Cuboid) -> float:
        """Right of lines that pass its row, and with its own lines right of what they pass."""
        tier = self.tiers.of[place]
        off = AWAY + overhang(cuboid)
        lines = [one.x + off for one in self.uprights if one.top < tier < one.bottom]
        rows = [self.tiers.of[giver] for giver in cuboid.station.takes]
        passed = range(min([tier, *rows]) + 1, max([tier, *rows]))
        lines += [
            aside(other, past_words=True) + ahead(cuboid)
            for k, other in enumerate(self.cuboids if passed else ())
            if self.tiers.of[k] in passed and self.tiers.of[k] != tier
        ]
        return max(lines, default=0.0)

    def _note_lines(self, place: int) -> None:
        tier = self.tiers.of[place]
        for giver in self.stations[place].takes:
            other = self.tiers.of[giver]
            if other != tier and place not in self.tiers.begins:
                for x in uprights(self.cuboids, self.tiers, giver, place):
                    self.uprights.append(Upright(x, min(tier, other), max(tier, other)))


def touches(stations: Sequence[Station], tiers: Tiers, place: int) -> bool:
    """Whether a station stands close to the one before, without an arrow."""
    before = tiers.before[place]
    if before is None or stations[place].takes != (before,):
        return False
    pair = stations[before], stations[place]
    alike = pair[0].shape.sizes == pair[1].shape.sizes and not is_flat(pair[1].shape)
    plain = all(one.family in TOUCHING and not one.symbol for one in pair)
    straight = before not in tiers.parting and tiers.of[before] == tiers.of[place]
    return alike and plain and straight


def _beside_texts(last: Cuboid, cuboid: Cuboid, title: Title) -> float:
    """The left edge of a cuboid that leaves room for its texts and for those of the one before."""
    labels = (channels_width(last.station) + channels_width(cuboid.station)) / 2 + APART
    below = last.centre + max(labels, LINE + TYPE / 2) - cuboid.extent.thickness / 2
    if not title:
        return below
    above = max(last.right, sizes_ends(last)[1]) + APART - sizes_ends(cuboid)[0]
    return max(below, above)
