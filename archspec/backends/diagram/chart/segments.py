"""How the items of a frame follow each other: one after the other, or side by side.

A *cut* is an item that no line passes. Between two cuts stands a *group*: one or several parts
that no line joins.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from archspec.backends.diagram.chart.levels import SOURCE

After: TypeAlias = Mapping[int, Collection[int]]
"""For each item those that take what it gives."""

Group: TypeAlias = tuple[tuple[int, ...], ...]
"""Parts side by side, each the items that stand in it."""

Segment: TypeAlias = int | Group
"""A cut, or a group."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items in their order.

    Args:
        items: by number.
        after: for each item those that take what it gives, also of other stretches.
        starts: those that take what comes in from above.
        ends: those that give what goes on below.
        given: those that take something else from outside.
        taken: those that give something else to outside.
    """

    items: tuple[int, ...]
    after: After
    starts: frozenset[int]
    ends: frozenset[int]
    given: Collection[int] = ()
    taken: Collection[int] = ()


def segments(stretch: Stretch) -> list[Segment]:
    """Cuts and the groups between them; a single part without cuts as if all were cuts.

    >>> after = {0: {1, 2}, 1: {3}, 2: {3}}
    >>> segments(Stretch((0, 1, 2, 3), after, frozenset(), frozenset()))
    [0, ((1,), (2,)), 3]
    """
    found: list[Segment] = []
    waiting: list[int] = []
    cuts = _cuts(stretch)
    for item in stretch.items:
        if item not in cuts:
            waiting.append(item)
            continue
        if waiting:
            found.append(_parts(waiting, stretch.after))
        found.append(item)
        waiting = []
    if waiting:
        found.append(_parts(waiting, stretch.after))
    whole = not cuts and found and len(_parts(stretch.items, stretch.after)) == 1
    return list(stretch.items) if whole else found


def _cuts(stretch: Stretch) -> set[int]:
    """Items that no line passes; what nobody takes counts as taken at the end."""
    items = stretch.items
    place = {item: i for i, item in enumerate(items)}
    passing = [0] * (len(items) + 1)
    for a, b in _lines(stretch, place):
        if b - a > 1:
            passing[a + 1] += 1
            passing[b] -= 1
    cuts, now = set(), 0
    for i, item in enumerate(items):
        now += passing[i]
        if not now:
            cuts.add(item)
    return cuts


def _lines(stretch: Stretch, place: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """From place to place, -1 being above all items and their number below."""
    end = len(place)
    reached = {*stretch.starts, *stretch.given}
    for item, here in place.items():
        heads = [place[head] for head in stretch.after.get(item, ()) if head in place]
        reached.update(stretch.items[head] for head in heads)
        yield from ((here, head) for head in heads)
        if item in stretch.ends or not (heads or item in stretch.taken):
            yield here, end
    for item, here in place.items():
        if item in stretch.starts or item not in reached:
            yield -1, here


def _parts(items: Sequence[int], after: After) -> Group:
    """The items as parts that no line joins, in the order of their first ones."""
    root = {item: item for item in items}

    def find(item: int) -> int:
        while root[item] != item:
            root[item] = item = root[root[item]]
        return item

    for item in items:
        for head in after.get(item, ()):
            if head in root:
                root[find(head)] = find(item)
    parts: dict[int, list[int]] = {}
    for item in items:
        parts.setdefault(find(item), []).append(item)
    return tuple(map(tuple, parts.values()))


def longest_way(items: Sequence[int], after: After) -> int:
    """The most items that follow each other along lines.

    >>> longest_way((0, 1, 2), {0: {1, 2}, 1: {2}})
    3
    """
    length = dict.fromkeys(items, 1)
    for item in items:
        for head in after.get(item, ()):
            if head in length:
                length[head] = max(length[head], length[item] + 1)
    return max(length.values())


def dead_ends(stretch: Stretch) -> dict[int, list[tuple[int, ...]]]:
    """Parts that one item alone feeds and that lead nowhere, by that item or the source.

    An output from the middle of a network is one: nothing below waits for it.

    >>> dead_ends(Stretch((0, 1, 2, 3), {0: {1, 2}, 2: {3}}, frozenset(), frozenset()))
    {0: [(1,)]}
    """
    dead = set(stretch.items) - _leading_on(stretch)
    feeders: dict[int, set[int]] = defaultdict(set)
    for item in stretch.starts:
        feeders[item].add(SOURCE)
    for item in stretch.items:
        for head in stretch.after.get(item, ()):
            feeders[head].add(item)
    found: dict[int, list[tuple[int, ...]]] = {}
    for part in _parts(sorted(dead), stretch.after):
        outside = {feeder for item in part for feeder in feeders[item]} - set(part)
        if len(outside) == 1 and not outside & dead:
            found.setdefault(outside.pop(), []).append(part)
    return found


def without(stretch: Stretch, parted: Mapping[int, Sequence[tuple[int, ...]]]) -> Stretch:
    """A stretch without parts that hang on some of its items."""
    gone = {item for parts in parted.values() for part in parts for item in part}
    taken = {*stretch.taken, *parted}
    items = tuple(item for item in stretch.items if item not in gone)
    return replace(stretch, items=items, starts=stretch.starts - gone, taken=taken)


def _leading_on(stretch: Stretch) -> set[int]:
    """Items from which lines lead to the end; where there is none, to the item farthest down.

    An item on which a line from elsewhere ends, or from which one sets out, counts as such an end.
    """
    inside, depth = set(stretch.items), dict.fromkeys(stretch.items, 0)
    for item in stretch.items:
        for head in stretch.after.get(item, ()):
            if head in inside:
                depth[head] = max(depth[head], depth[item] + 1)
    farthest = sorted(stretch.items, key=lambda item: -depth[item])[:1]
    alive = set(stretch.ends & inside or farthest)
    alive |= inside.intersection((*stretch.given, *stretch.taken))
    for item in reversed(stretch.items):
        if alive.intersection(stretch.after.get(item, ())):
            alive.add(item)
    return alive
