"""On which tier each station stands: one row, the tiers of a U, or a row for each branch."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias

from archspec.backends.diagram.volumes.station import Station

Skip: TypeAlias = tuple[int, int]
"""From which station to which a value is led past others."""

LEAST_PAIRS = 2
"""Skips that make a U; a single one is an arc."""

LEAST_SPAN = 3
"""Stations between the ends of a skip that makes a U."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """Where stations stand.

    Args:
        of: the tier of each station, from 0 downwards.
        before: the station to the left of each, in a U perhaps on another tier; None where a row
            begins.
        skips: values that are led past others of their tier, shorter ones first.
        parting: stations whose values are taken more than once.
        branching: those after which their row goes on, and whose values other rows take as well.
        begins: those that begin a line, which goes on where the one above ends.
        is_u: whether the tiers make a U.
        is_stacked: whether all levels of either half of the U begin below each other.
    """

    of: tuple[int, ...]
    before: tuple[int | None, ...]
    skips: tuple[Skip, ...] = ()
    parting: frozenset[int] = frozenset()
    branching: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset()
    is_u: bool = False
    is_stacked: bool = False

    @property
    def rows(self) -> list[list[int]]:
        """The stations of each tier, from left to right."""
        found: list[list[int]] = [[] for _ in range(max(self.of, default=-1) + 1)]
        for place, tier in enumerate(self.of):
            found[tier].append(place)
        return found

    def rises_after(self, place: int) -> bool:
        """Whether a station is the last of its level on the way up a U."""
        return place + 1 < len(self.of) and self.of[place + 1] < self.of[place]

    def part(self, place: int) -> range:
        """The stations up to one that stand on its tier in its half of a U.

        >>> Tiers((0, 0, 1, 0, 0), (None, 0, 1, 2, 3), is_u=True).part(4)
        range(3, 5)
        """
        first = place
        while first and self.of[first - 1] == self.of[place]:
            first -= 1
        return range(first, place + 1)


def tiers(stations: Sequence[Station]) -> Tiers:
    """Where skips lie within each other, each inner one is a tier down; else branches are rows."""
    uses = Counter(giver for one in stations for giver in one.takes)
    parting = frozenset(giver for giver, count in uses.items() if count > 1)
    line = tuple(place - 1 if place else None for place in range(len(stations)))
    pairs = _skips(stations, line, [0] * len(stations))
    if _is_u(stations, pairs):
        return Tiers(_depths(len(stations), pairs), line, pairs, parting, is_u=True)
    rows = _rows(stations)
    before = tuple(_before(rows))
    goes_on = {place for place in before if place is not None}
    branching = {
        giver
        for place, one in enumerate(stations)
        for giver in one.takes
        if rows[giver] != rows[place] and giver in goes_on
    }
    skips = _skips(stations, before, rows)
    return Tiers(rows, before, skips, parting, frozenset(branching))


def _depths(count: int, pairs: Iterable[Skip]) -> tuple[int, ...]:
    """How many skips lead past each of so many stations.

    >>> _depths(7, [(1, 5), (2, 4)])
    (0, 0, 1, 2, 1, 0, 0)
    """
    turns = [0] * (count + 1)
    for giver, taker in pairs:
        turns[giver + 1] += 1
        turns[taker] -= 1
    return tuple(accumulate(turns[:count]))


def _skips(
    stations: Sequence[Station], before: Sequence[int | None], tier: Sequence[int]
) -> tuple[Skip, ...]:
    """What a station takes from another of its tier than the one before it."""
    found = [
        (giver, place)
        for place, one in enumerate(stations)
        for giver in one.takes
        if giver != before[place] and tier[giver] == tier[place]
    ]
    return tuple(sorted(found, key=lambda skip: (skip[1] - skip[0], skip)))


def _is_u(stations: Sequence[Station], pairs: Sequence[Skip]) -> bool:
    """Whether there are enough long skips, all within each other, and nothing stands aside."""
    if len(pairs) < LEAST_PAIRS or any(b - a <= LEAST_SPAN for a, b in pairs):
        return False
    if any(not one.takes for one in stations[1:]) or len(_trunk(stations)) < len(stations):
        return False
    return all(out[0] < inner[0] and inner[1] < out[1] for inner, out in pairwise(pairs))


def _trunk(stations: Sequence[Station]) -> set[int]:
    """The stations that the last one needs."""
    needed = {len(stations) - 1}
    for place in range(len(stations) - 1, -1, -1):
        if place in needed:
            needed.update(stations[place].takes)
    return needed


def _rows(stations: Sequence[Station]) -> tuple[int, ...]:
    """A row for each input, and below it one for each branch beside another."""
    needed = _trunk(stations)
    rows: list[int] = []
    givers: list[int | None] = []
    last: dict[int, int] = {}
    for place, one in enumerate(stations):
        giver = one.takes[0] if one.takes else None
        if (
            giver is None
            or _branches_off(one, rows, last)
            or (place not in needed and giver in needed)
        ):
            rows.append(len(givers))
            givers.append(giver)
        else:
            rows.append(rows[giver])
        last[rows[-1]] = place
    order = {row: tier for tier, row in enumerate(_ordered(rows, givers))}
    return tuple(order[row] for row in rows)


def _ordered(rows: Sequence[int], givers: Sequence[int | None]) -> list[int]:
    """Rows from the highest down: below each its branches, of which the last to leave is nearest.

    So the lines to the others pass left of it.

    Args:
        rows: the row of each station.
        givers: the station from which each row branches off.
    """
    below: dict[int | None, list[int]] = defaultdict(list)
    for row, giver in enumerate(givers):
        below[None if giver is None else rows[giver]].append(row)
    found: list[int] = []
    waiting = below[None][::-1]
    while waiting:
        found.append(waiting.pop())
        nearest_last = sorted(below[found[-1]], key=lambda row: (givers[row] or 0, -row))
        waiting += nearest_last
    return found


def _branches_off(one: Station, rows: Sequence[int], last: Mapping[int, int]) -> bool:
    """Whether a station takes only what another one of that row takes as well."""
    giver = one.takes[0]
    return len(one.takes) == 1 and last[rows[giver]] != giver


def _before(rows: Iterable[int]) -> Iterable[int | None]:
    last: dict[int, int] = {}
    for place, row in enumerate(rows):
        yield last.get(row)
        last[row] = place
