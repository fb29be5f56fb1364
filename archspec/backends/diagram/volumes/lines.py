"""A long row set like text, in lines from top to bottom."""

from collections.abc import Sequence
from dataclasses import replace

from archspec.backends.diagram.volumes.across import touches
from archspec.backends.diagram.volumes.blocks import Block
from archspec.backends.diagram.volumes.levels import Levels

HALVINGS = 20
"""Steps in which the width of the widest line is searched for."""


def in_lines(levels: Levels, blocks: Sequence[Block], count: int) -> Levels | None:
    """The same row in at most so many lines, none of which is much wider than the others.

    Args:
        levels: of one row.
        blocks: where they stand in it.
        count: lines, at least 2.

    Returns:
        None where it cannot be broken: for several rows, and where a skip leads past every place.
    """
    places = _breaks(levels, blocks)
    if levels.is_u or any(levels.of) or not places:
        return None
    low, high = 0.0, blocks[-1].right - blocks[0].x
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = len(_begins(blocks, places, middle)) < count
        low, high = (low, middle) if fits else (middle, high)
    begins = _begins(blocks, places, high)
    line = 0
    of: list[int] = []
    for place in range(len(blocks)):
        line += place in begins
        of.append(line)
    before = tuple(None if place in begins else one for place, one in enumerate(levels.before))
    return replace(levels, of=tuple(of), before=before, begins=frozenset(begins))


def _breaks(levels: Levels, blocks: Sequence[Block]) -> list[int]:
    """Places before which a line may end: where a value goes straight on, with an arrow."""
    stations = [block.station for block in blocks]
    passed = {place for a, b in levels.skips for place in range(a + 1, b + 1)}
    return [
        place
        for place, one in enumerate(stations)
        if place
        and place not in passed
        and one.takes == (place - 1,)
        and place - 1 not in levels.parting
        and not touches(stations, levels, place)
    ]


def _begins(blocks: Sequence[Block], places: Sequence[int], width: float) -> list[int]:
    """Where lines begin if each is filled up to a width, or to the next place to break."""
    found: list[int] = []
    start, last = 0, None
    for place in (*places, len(blocks)):
        if blocks[place - 1].right - blocks[start].x > width and last is not None:
            found.append(last)
            start = last
        last = place
    return found
