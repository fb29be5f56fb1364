"""In which order a chart sets the items of a frame: what leads nowhere right behind what feeds it.

An output from the middle of a network, or the head of a training loss, hangs beside the axis. A
network may compute it last; in a chart it belongs to where its value comes from.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from archspec.backends.diagram.chart.levels import SOURCE, End, Level, Levels
from archspec.backends.diagram.chart.segments import Stretch, dead_ends


def in_order(found: Levels) -> Levels:
    """The same levels with their items in the order of a chart."""
    return replace(found, of={name: _ordered(level) for name, level in found.of.items()})


def stretch_of(
    level: Level,
    items: Collection[int],
    starts: Collection[int],
    ends: Collection[int],
    needed: Collection[End],
) -> Stretch:
    """Items of a level as a stretch.

    Args:
        level: that they are of.
        items: their numbers.
        starts: those that take what comes in on the axis.
        ends: those that give what goes on.
        needed: the ends of lanes at them.
    """
    return Stretch(
        tuple(items),
        level.after,
        frozenset(starts),
        frozenset(ends),
        given={end.item for end in needed if end.kind in ("above", "side")},
        taken={end.item for end in needed if end.kind in ("below", "out")},
    )


def _ordered(level: Level) -> Level:
    needed = [*level.opens, *(end for lane in level.lanes for end in lane)]
    items = range(len(level.items))
    stretch = stretch_of(level, items, level.starts, level.ends, needed)
    hanging = dead_ends(stretch)
    dead = {item for parts in hanging.values() for part in parts for item in part}
    order: list[int] = []
    for item in (SOURCE, *items):
        if item not in dead:
            order += [item] * (item != SOURCE)
            order += [one for part in hanging.get(item, ()) for one in part]
    place = {item: i for i, item in enumerate(order)} | {SOURCE: SOURCE}
    return _renumbered(level, order, place, frozenset(place[item] for item in dead))


def _renumbered(
    level: Level, order: list[int], place: Mapping[int, int], dead: frozenset[int]
) -> Level:
    def moved(end: End) -> End:
        return end._replace(item=place[end.item])

    new = Level(tuple(level.items[item] for item in order), dead=dead)
    for tail, heads in level.after.items():
        new.after[place[tail]] = {place[head] for head in heads}
    new.starts = {place[item] for item in level.starts}
    new.ends = {place[item] for item in level.ends}
    new.lanes = {(moved(begin), moved(end)): None for begin, end in level.lanes}
    new.opens = {moved(end): None for end in level.opens}
    return new
