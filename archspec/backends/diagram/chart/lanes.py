"""Lanes: lines that run beside what they pass, the inner ones nearer."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from archspec.backends.diagram.chart.block import Block, Spot
from archspec.backends.diagram.chart.look import LANE


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a lane leads: from the side to a spot, with a head of an arrow or without."""

    spot: Spot
    arrow: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One value on its way beside others.

    Args:
        origin: the spots from which it sets out, the last of which is where it turns aside.
        stops: where it leads.
    """

    origin: tuple[Spot, ...]
    stops: tuple[Stop, ...]

    @property
    def span(self) -> tuple[float, float]:
        """From its beginning to its last stop, along the flow."""
        flows = [self.origin[-1][1], *(stop.spot[1] for stop in self.stops)]
        return min(flows), max(flows)

    @property
    def ends(self) -> Iterator[Spot]:
        """Where it turns aside, and its stops."""
        yield self.origin[-1]
        yield from (stop.spot for stop in self.stops)


def lead(
    block: Block, lanes: Iterable[Lane], skyline: "Skyline", leaving: Collection[Spot] = ()
) -> None:
    """Draws lanes beside what they pass, short ones first.

    Args:
        block: in which they are drawn.
        lanes: of which each has its ends there.
        skyline: of the block.
        leaving: where lanes of what is around the block turn aside.
    """
    placed: list[tuple[Lane, float]] = []
    for lane in sorted(lanes, key=lambda one: one.span[1] - one.span[0]):
        begin, end = lane.span
        cross = skyline.over(begin, end) + LANE
        skyline.lift(begin, end, cross)
        block.widen(0, cross)
        placed.append((lane, cross))
    farthest = dict.fromkeys(leaving, inf)
    for lane, cross in placed:
        for spot in lane.ends:
            farthest[spot] = max(cross, farthest.get(spot, cross))
    for lane, cross in placed:
        _draw(block, lane, cross, farthest)


def _draw(block: Block, lane: Lane, cross: float, farthest: Mapping[Spot, float]) -> None:
    """The lane to its farthest stop, and from it to the others.

    Where it parts from another, meets another or has several stops, a dot says so; a bend is where
    one line turns, and lines that cross without a dot have nothing to do with each other.
    """
    turn = lane.origin[-1]
    stops = sorted(lane.stops, key=lambda stop: abs(stop.spot[1] - turn[1]))
    last = stops[-1]
    bends = (cross, turn[1]), (cross, last.spot[1])
    parts, joins = cross < farthest[turn], cross < farthest[last.spot]
    dots = [bends[0]] * parts + [bends[1]] * joins
    block.wire_past(dots, *lane.origin, *bends, last.spot, arrow=last.arrow)
    for stop in stops[:-1]:
        block.wire((cross, stop.spot[1]), stop.spot, arrow=stop.arrow)
        block.dot(cross, stop.spot[1])


class Skyline:
    """How far each stretch of a chain reaches to the right, in time that grows with the logarithm.

    >>> skyline = Skyline([(0, 5), (10, 40), (20, 5)])
    >>> skyline.over(0, 9), skyline.over(0, 12), skyline.over(21, 30)
    (5, 40, 5)
    >>> skyline.lift(25, 30, 60)
    >>> skyline.over(12, 21)
    60
    """

    def __init__(self, pieces: Sequence[tuple[float, float]]):
        """Pieces as their beginning and how far they reach to the right."""
        self.begins = [begin for begin, _ in pieces]
        self.size = max(len(pieces), 1)
        self.whole = [0.0] * (2 * self.size)
        self.some = [0.0] * self.size + [reach for _, reach in pieces] + [0.0] * (not pieces)
        for i in range(self.size - 1, 0, -1):
            self.some[i] = max(self.some[2 * i], self.some[2 * i + 1])

    def over(self, begin: float, end: float) -> float:
        """The farthest reach of the pieces between two places."""
        first, last = self._pieces(begin, end)
        found = max(self.some[i] for i in self._nodes(first, last))
        above = {i >> k for i in (first, last) for k in range(i.bit_length())}
        return max(found, max(self.whole[i] for i in above))

    def lift(self, begin: float, end: float, reach: float) -> None:
        """Makes all pieces between two places reach that far."""
        first, last = self._pieces(begin, end)
        for i in self._nodes(first, last):
            self.whole[i] = max(self.whole[i], reach)
            while i:
                self.some[i] = max(self.some[i], reach)
                i >>= 1

    def _pieces(self, begin: float, end: float) -> tuple[int, int]:
        first = max(bisect_right(self.begins, begin) - 1, 0)
        return self.size + first, self.size + max(bisect_right(self.begins, end) - 1, first)

    def _nodes(self, first: int, last: int) -> list[int]:
        """The nodes of the tree that stand for these leaves and no others."""
        found = []
        while first <= last:
            if first % 2:
                found.append(first)
                first += 1
            if last % 2 == 0:
                found.append(last)
                last -= 1
            first, last = first // 2, last // 2
        return found
