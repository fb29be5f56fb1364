"""Where blocks stand: from left to right on their levels, and levels below each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.volumes.blocks import Block, block_of
from archspec.backends.diagram.volumes.captions import (
    ABOVE,
    LINE,
    TYPE,
    Title,
    channels_width,
    sizes,
    sizes_ends,
    words,
)
from archspec.backends.diagram.volumes.extents import Measure, is_flat
from archspec.backends.diagram.volumes.levels import Levels, Skip
from archspec.backends.diagram.volumes.stations import Station

GAP, LEAST_GAP = 26.0, 16.0
"""Points between two blocks with an arrow between them, and where room is scarce."""

TOUCH = 3.0
"""Points between blocks of one size, which need no arrow."""

APART = 4.0
"""Points between two texts."""

AWAY = 8.0
"""Points from a block to where a line turns off its axis."""

BESIDE = 11.0
"""Points before a block at which an arc comes down, or a line comes up."""

LANE = 8.0
"""Points between arcs, and between an arc and what it passes."""

BETWEEN_LEVELS = 14.0
TOUCHING = ("convolution", "resampling", "merge", "folded")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is drawn between the heading and the legend, in its place.

    Args:
        blocks: in the order of the network.
        levels: where each of them stands.
        titles: where the sizes of each are written.
        arcs: how high above the axis of its row each skip runs; none in a U, where they are axes.
    """

    blocks: tuple[Block, ...]
    levels: Levels
    titles: tuple[Title, ...]
    arcs: dict[Skip, float]

    def aside(self, place: int) -> float:
        """Where a line turns off the axis to the right of a block."""
        return aside(self.blocks[place], past_words=self.levels.is_u)


def placed(stations: Sequence[Station], levels: Levels, measure: Measure, size: float) -> Plan:
    """The plan of stations.

    Args:
        stations: in the order of the network.
        levels: where each of them stands.
        measure: of their shapes.
        size: of gaps, compared with those of a picture that has all the room it wants.
    """
    titles = tuple(_titles(stations, levels))
    blocks: list[Block] = []
    gap = max(LEAST_GAP, GAP * size)
    for place, one in enumerate(stations):
        block = block_of(one, measure)
        x = _across(blocks, stations, levels, titles[place], block, gap)
        blocks.append(replace(block, x=x))
    arcs = _arcs(blocks, levels, titles)
    down = _axes(blocks, levels, titles, arcs)
    level = zip(blocks, levels.of, strict=True)
    return Plan(tuple(replace(one, y=down[k]) for one, k in level), levels, titles, arcs)


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


def aside(block: Block, *, past_words: bool) -> float:
    """Where a line turns off the axis to the right of a block, past its words if need be."""
    return max(block.exit + AWAY, words([block])[0].right if past_words else 0)


def _titles(stations: Sequence[Station], levels: Levels) -> Iterator[Title]:
    """Sizes stand at the first station of its sizes on its level, and on either side of a U."""
    last: dict[int, tuple[int, str]] = {}
    for place, (one, level) in enumerate(zip(stations, levels.of, strict=True)):
        before, own = last.get(level, (-1, "")), sizes(one)
        across = levels.is_u and before[0] != place - 1
        if not own or (own == before[1] and not across):
            yield ""
        else:
            yield "beside" if levels.is_u and level > levels.of[max(0, place - 1)] else "over"
        if own:
            last[level] = place, own


def _across(
    blocks: Sequence[Block],
    stations: Sequence[Station],
    levels: Levels,
    title: Title,
    block: Block,
    gap: float,
) -> float:
    """The left edge of the next block."""
    place = len(blocks)
    before, level = levels.before[place], levels.of[place]
    if not block.station.takes:
        return 0.0
    if levels.is_u and before is not None and levels.of[before] < level:
        # Its line comes from above, into the middle of its top.
        middle = (block.extent.thickness + block.extent.depth) / 2
        return aside(blocks[before], past_words=True) - middle
    givers = [blocks[giver] for giver in block.station.takes]
    if before is None or levels.of[before] != level:
        return max(aside(giver, past_words=True) for giver in givers) + gap
    if touches(stations, levels, place):
        return _beside(blocks[before], block, title, None)
    ends = [one.exit + gap for one in [blocks[before], *givers]]
    if before in levels.branching:
        ends.append(aside(blocks[before], past_words=True) + LEAST_GAP)
    if any(levels.of[giver] != level for giver in block.station.takes):
        # Lines from other rows come up between all of these and the block.
        ends += [aside(one, past_words=True) + BESIDE for one in [blocks[before], *givers]]
    return _beside(blocks[before], block, title, max(ends))


def _beside(last: Block, block: Block, title: Title, entry: float | None) -> float:
    """The left edge of a block to the right of another, which leaves room for their texts.

    Args:
        last: the other.
        block: the block.
        title: where its sizes are written.
        entry: where its line should enter it, or farther right; None where they touch.
    """
    labels = (channels_width(last.station) + channels_width(block.station)) / 2 + APART
    least = [last.centre + max(labels, LINE + TYPE / 2) - block.extent.thickness / 2]
    if title:
        least.append(max(last.right, sizes_ends(last)[1]) + APART - sizes_ends(block)[0])
    if entry is None:
        return max(last.x + last.extent.thickness + TOUCH, *least)
    return max(entry - (block.entry - block.x), last.right + TOUCH, *least)


def _height(block: Block, title: Title) -> float:
    """How far a block and what is written above it rise over the axis."""
    return block.y - block.top + (ABOVE + TYPE if title else 0)


def _arcs(blocks: Sequence[Block], levels: Levels, titles: Sequence[Title]) -> dict[Skip, float]:
    """How high each skip runs over what it passes, and over shorter skips."""
    found: dict[Skip, float] = {}
    for giver, taker in () if levels.is_u else levels.skips:
        level = levels.of[giver]
        inside = [k for k in range(giver + 1, taker) if levels.of[k] == level]
        heights = [_height(blocks[k], titles[k]) for k in inside]
        nested = [height for (a, b), height in found.items() if a < taker and giver < b]
        found[giver, taker] = max([*heights, *nested, AWAY]) + LANE
    return found


def _axes(
    blocks: Sequence[Block], levels: Levels, titles: Sequence[Title], arcs: dict[Skip, float]
) -> list[float]:
    """The height of the axis of each level."""
    axes: list[float] = []
    y = 0.0
    for level, row in enumerate(levels.rows):
        above = [_height(blocks[place], titles[place]) for place in row]
        above += [height for (giver, _), height in arcs.items() if levels.of[giver] == level]
        axes.append(y + max(above))
        here = [blocks[place] for place in row]
        below = [max(own.bottom, own.block.bottom + LINE) for own in words(here)]
        y = axes[-1] + max(below) + BETWEEN_LEVELS
    return axes
