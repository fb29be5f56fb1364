"""How far to the right each block stands: off its neighbours, their texts, and upright lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.volumes.blocks import AWAY, Block
from archspec.backends.diagram.volumes.captions import (
    LINE,
    TYPE,
    Title,
    channels_width,
    sizes_ends,
    words,
)
from archspec.backends.diagram.volumes.extents import is_flat
from archspec.backends.diagram.volumes.levels import Levels
from archspec.backends.diagram.volumes.station import Station

TOUCH = 3.0
"""Points between blocks of one size, which need no arrow."""

APART = 4.0
"""Points between two texts."""

BESIDE = 11.0
"""Points before a block at which an arc comes down, or a line comes up."""

TOUCHING = ("convolution", "resampling", "merge", "folded")


@dataclass(frozen=True, slots=True)
class Upright:
    """A line from one level to another, which blocks on levels in between stay right of."""

    x: float
    top: int
    bottom: int


class Across:
    """Sets one block after the other.

    Args:
        stations: all of them, in the order of the network.
        levels: where they stand.
        titles: where their sizes are written.
        gap: points between two blocks with an arrow between them.
    """

    def __init__(
        self, stations: Sequence[Station], levels: Levels, titles: Sequence[Title], gap: float
    ):
        self.stations = stations
        self.levels = levels
        self.titles = titles
        self.gap = gap
        self.blocks: list[Block] = []
        self.uprights: list[Upright] = []

    def add(self, block: Block) -> None:
        """The block of the next station, to the right of what it takes."""
        place = len(self.blocks)
        if self.levels.is_u:
            self.blocks.append(replace(block, x=self._in_a_u(place, block)))
            return
        x = max(self._in_a_row(place, block), self._off_lines(place, block))
        self.blocks.append(replace(block, x=x))
        self._note_lines(place)

    def _in_a_u(self, place: int, block: Block) -> float:
        """Below the end of a higher level, right of that of a lower one, or in a row."""
        before, level = self.levels.before[place], self.levels.of[place]
        if before is None or self.levels.of[before] == level:
            return self._in_a_row(place, block)
        turns = [
            aside(self.blocks[giver], past_words=True) for giver in (before, *block.station.takes)
        ]
        if self.levels.of[before] > level:
            return max(turns) + self.gap
        # Its line comes from above, into the middle of its top.
        return turns[0] - (block.extent.thickness + block.extent.depth) / 2

    def _in_a_row(self, place: int, block: Block) -> float:
        """At the beginning of a row, or to the right of the block before."""
        before = self.levels.before[place]
        if before is None:
            return self._first(place, block)
        last = self.blocks[before]
        least = _beside_texts(last, block, self.titles[place])
        if touches(self.stations, self.levels, place):
            return max(last.x + last.extent.thickness + TOUCH, least)
        return max(least, last.right + TOUCH, *self._past_lines(place, before, block))

    def _first(self, place: int, block: Block) -> float:
        """The edge of the picture, or right of the line that a branch begins with."""
        if place in self.levels.begins or not block.station.takes:
            return 0.0
        givers = (self.blocks[giver] for giver in block.station.takes)
        return max(aside(giver, past_words=True) for giver in givers) + self.gap

    def _past_lines(self, place: int, before: int, block: Block) -> Iterator[float]:
        """Edges that leave room for an arrow, and for lines that turn off before it."""
        last, lean = self.blocks[before], block.entry - block.x
        near = [last, *(self.blocks[giver] for giver in block.station.takes)]
        yield max(one.exit for one in near) + self.gap - lean
        if before in self.levels.parting:
            yield last.clear + AWAY - lean
        if before in self.levels.branching:
            yield aside(last, past_words=True) + max(2 * AWAY, _overhang(block) + APART)
        level = self.levels.of[place]
        if any(self.levels.of[giver] != level for giver in block.station.takes):
            # Lines from other rows come between all of these and the block.
            yield max(aside(one, past_words=True) for one in near) + BESIDE

    def _off_lines(self, place: int, block: Block) -> float:
        """Right of lines that pass its row, and with its own lines right of what they pass."""
        level = self.levels.of[place]
        off = AWAY + _overhang(block)
        lines = [one.x + off for one in self.uprights if one.top < level < one.bottom]
        rows = [self.levels.of[giver] for giver in block.station.takes]
        passed = range(min([level, *rows]) + 1, max([level, *rows]))
        lines += [
            aside(other, past_words=True) + BESIDE
            for k, other in enumerate(self.blocks if passed else ())
            if self.levels.of[k] in passed and self.levels.of[k] != level
        ]
        return max(lines, default=0.0)

    def _note_lines(self, place: int) -> None:
        level = self.levels.of[place]
        for giver in self.stations[place].takes:
            other = self.levels.of[giver]
            if other != level and place not in self.levels.begins:
                for x in uprights(self.blocks, self.levels, giver, place):
                    self.uprights.append(Upright(x, min(level, other), max(level, other)))


def aside(block: Block, *, past_words: bool) -> float:
    """Where a line turns off the axis to the right of a block, past its words if need be."""
    return max(block.clear, words([block])[0].right if past_words else 0)


def uprights(blocks: Sequence[Block], levels: Levels, giver: int, taker: int) -> tuple[float, ...]:
    """Where the line from one row to another runs up or down: beside the giver, at the taker.

    Beside the giver where its row goes on, or a row begins; at the taker where that stands in a
    row; both where it must pass what follows the giver and what is before the taker.
    """
    beside = aside(blocks[giver], past_words=True)
    if levels.before[taker] is None:
        return (beside,)
    other = blocks[taker]
    into_top = levels.of[giver] < levels.of[taker]
    at = other.centre if into_top or other.station.symbol else other.x - BESIDE
    return (beside, at) if giver in levels.branching else (at,)


def touches(stations: Sequence[Station], levels: Levels, place: int) -> bool:
    """Whether a station stands close to the one before, without an arrow."""
    before = levels.before[place]
    if before is None or stations[place].takes != (before,):
        return False
    pair = stations[before], stations[place]
    alike = pair[0].shape.sizes == pair[1].shape.sizes and not is_flat(pair[1].shape)
    plain = all(one.family in TOUCHING and not one.symbol for one in pair)
    straight = before not in levels.parting and levels.of[before] == levels.of[place]
    return alike and plain and straight


def _overhang(block: Block) -> float:
    """How far the channels below a block reach left of it."""
    return max(0.0, (channels_width(block.station) - block.extent.thickness) / 2)


def _beside_texts(last: Block, block: Block, title: Title) -> float:
    """The left edge of a block that leaves room for its texts and for those of the one before."""
    labels = (channels_width(last.station) + channels_width(block.station)) / 2 + APART
    below = last.centre + max(labels, LINE + TYPE / 2) - block.extent.thickness / 2
    if not title:
        return below
    above = max(last.right, sizes_ends(last)[1]) + APART - sizes_ends(block)[0]
    return max(below, above)
