"""Where blocks stand: from left to right on their levels, and levels below each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.volumes.across import Across
from archspec.backends.diagram.volumes.blocks import AWAY, Block, block_of
from archspec.backends.diagram.volumes.captions import ABOVE, LINE, TYPE, Title, sizes, words
from archspec.backends.diagram.volumes.extents import Measure
from archspec.backends.diagram.volumes.levels import Levels, Skip
from archspec.backends.diagram.volumes.station import Station

GAP, LEAST_GAP = 26.0, 16.0
"""Points between two blocks with an arrow between them, and where room is scarce."""

LANE = 8.0
"""Points between arcs, and between an arc and what it passes."""

BETWEEN_LEVELS = 14.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is drawn between the heading and the legend, in its place.

    Args:
        blocks: in the order of the network.
        levels: where each of them stands.
        titles: where the sizes of each are written.
        arcs: how high above the axis of its row each skip runs; none in a U, where they are axes.
        lanes: heights above each row at which nothing is in the way of a line.
    """

    blocks: tuple[Block, ...]
    levels: Levels
    titles: tuple[Title, ...]
    arcs: dict[Skip, float]
    lanes: tuple[float, ...]


def placed(stations: Sequence[Station], levels: Levels, measure: Measure, size: float) -> Plan:
    """The plan of stations.

    Args:
        stations: in the order of the network.
        levels: where each of them stands.
        measure: of their shapes.
        size: of gaps, compared with those of a picture that has all the room it wants.
    """
    titles = tuple(_titles(stations, levels))
    across = Across(stations, levels, titles, max(LEAST_GAP, GAP * size))
    for one in stations:
        across.add(block_of(one, measure))
    blocks = across.blocks
    arcs = _arcs(blocks, levels, titles)
    axes, lanes = _heights(blocks, levels, titles, arcs)
    level = zip(blocks, levels.of, strict=True)
    down = tuple(replace(one, y=axes[k]) for one, k in level)
    return Plan(down, levels, titles, arcs, tuple(lanes))


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


def _heights(
    blocks: Sequence[Block], levels: Levels, titles: Sequence[Title], arcs: dict[Skip, float]
) -> tuple[list[float], list[float]]:
    """The heights of the axis of each level, and of the lane above it."""
    axes: list[float] = []
    lanes: list[float] = []
    y = 0.0
    for level, row in enumerate(levels.rows):
        above = [_height(blocks[place], titles[place]) for place in row]
        above += [height for (giver, _), height in arcs.items() if levels.of[giver] == level]
        lanes.append(y - BETWEEN_LEVELS / 2)
        axes.append(y + max(above))
        here = [blocks[place] for place in row]
        below = [max(own.bottom, own.block.bottom + LINE) for own in words(here)]
        y = axes[-1] + max(below) + BETWEEN_LEVELS
    return axes, lanes
