"""A network with nested skips as a U: down on the left, up on the right, each skip one level line.

Only items at the top count: a skip leads from one of them to a box that merges it, past at least
two others. The way back begins with the last box of the bottom, if that makes its input larger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archspec.backends.diagram.chart.block import Block
from archspec.backends.diagram.chart.flowchart import Flowchart
from archspec.backends.diagram.chart.levels import End, Level
from archspec.backends.diagram.chart.look import LANE, Look
from archspec.backends.diagram.picture.picture import Box, Item, Picture

BETWEEN = 84.0
"""Between the columns, for the lines of the skips and the shapes above them."""

TURN = 14.0
"""From the foot of the columns to the line that joins them."""

PASSED = 2
"""The fewest items that a skip passes; a shorter one is a shortcut within a column."""

FEWEST = 2
"""The fewest skips that make a U."""

ROOM = 5
"""The most other lines that have room between the columns."""

MOST = 64
"""The most lines that are tried as the innermost skip."""


@dataclass(frozen=True, slots=True)
class Skip:
    """From an item on the left to a box on the right."""

    tail: int
    head: int


@dataclass(frozen=True, slots=True)
class Halves:
    """A level as a U.

    Args:
        skips: from the outermost inward.
        turn: the first item of the way back.
        more: other lines from half to half, each from the tail or to the head of one of the skips.
    """

    skips: tuple[Skip, ...]
    turn: int
    more: tuple[Skip, ...] = ()


def u_shape(picture: Picture, look: Look, fewest: int = FEWEST) -> Block | None:
    """The picture as a U; None where its skips do not nest, or are fewer than that."""
    down, up = (
        Flowchart(picture, replace(look, way="down")),
        Flowchart(picture, replace(look, way="up")),
    )
    halves = find_halves(down.levels.of[""], fewest)
    if halves is None:
        return None
    return _Folded(down, up, halves).block()


def find_halves(level: Level, fewest: int = FEWEST) -> Halves | None:
    """Where a level is folded, if it can be: the way with the most skips, each within the last."""
    live = [item for item in range(len(level.items)) if item not in level.dead]
    place = {item: i for i, item in enumerate(live)}
    lines = [
        Skip(tail, head)
        for tail in sorted(place.keys() & level.after.keys())
        for head in sorted(place.keys() & level.after[tail])
        if place[head] - place[tail] > PASSED and isinstance(level.items[head], Box)
    ]
    for innermost in reversed(lines[:MOST]):
        around = [
            line for line in lines if line.tail <= innermost.tail < innermost.head <= line.head
        ]
        skips = _without_twins(around)
        nested = all(a.tail < b.tail and b.head < a.head for a, b in pairwise(skips))
        halves = Halves(tuple(skips), _turn(level, innermost))
        more = _more(level, halves) if len(skips) >= fewest and nested else None
        if more is not None:
            return replace(halves, more=more)
    return None


def _without_twins(lines: Sequence[Skip]) -> list[Skip]:
    """Of lines to one head the one from the nearest tail, and of one tail that to the farthest."""
    near = {line.head: line for line in sorted(lines, key=lambda line: line.tail)}
    far = {line.tail: line for line in sorted(near.values(), key=lambda line: line.head)}
    return sorted(far.values(), key=lambda line: line.tail)


def _turn(level: Level, innermost: Skip) -> int:
    """Where the way back begins: at what first enlarges its input, or at the merge."""
    between = range(innermost.tail + 2, innermost.head)
    live = (item for item in between if item not in level.dead)
    return next((item for item in live if grows(level.items[item])), innermost.head)


def _more(level: Level, halves: Halves) -> tuple[Skip, ...] | None:
    """The other lines from half to half; None where one has nothing to do with a skip."""
    turn, skips = halves.turn, halves.skips
    known = {(skip.tail, skip.head) for skip in skips} | {(level.live_before(turn), turn)}
    lines = {(tail, head) for tail, heads in level.after.items() for head in heads}
    lanes = {(begin.item, end.item) for begin, end in level.lanes}
    across = {(tail, head) for tail, head in lines | lanes if tail < turn <= head}
    more = sorted(across - known)
    tails, heads = {skip.tail for skip in skips}, {skip.head for skip in skips}
    fit = all((tail in tails) != (head in heads) for tail, head in more)
    boxes = all(isinstance(level.items[head], Box) for _, head in more)
    if not known <= across or not fit or not boxes or lanes & set(more) or len(more) > ROOM:
        return None
    return tuple(Skip(tail, head) for tail, head in more)


def grows(item: Item) -> bool:
    """Whether a box begins with what gives more positions than it takes."""
    return isinstance(item, Box) and item.rows[0].grows


@dataclass(slots=True)
class _Folded:
    """The two halves, laid out by themselves, and then so that both ends of a skip are level."""

    down: Flowchart
    up: Flowchart
    halves: Halves

    def block(self) -> Block | None:
        """The whole of it; None where what a skip leads to takes that alone, and nothing beside."""
        left, right = self._left({}), self._right({})
        lines = (*self.halves.skips, *self.halves.more)
        if any(self._side(line) not in right.ports for line in lines):
            return None
        more_left, more_right = self._stretch(left, right)
        left, right = self._left(more_left), self._right(more_right)
        page = Block()
        axis = left.right + BETWEEN - right.left
        first = self.halves.skips[0]
        top = self._dot(left, first) - self._centre(right, first)
        page.put(left, 0, max(-top, 0))
        page.put(right, axis, max(top, 0), upward=True)
        self._join(page, left, right, axis)
        return page

    def _left(self, stretched: Mapping[int, float]) -> Block:
        level, turn = self.down.levels.of[""], self.halves.turn
        last = level.live_before(turn)
        tails = dict.fromkeys(skip.tail for skip in (*self.halves.skips, *self.halves.more))
        opens = [End(tail, "below", str(tail)) for tail in tails]
        return self.down.part(level, range(turn), (), {last}, stretched, opens)

    def _right(self, stretched: Mapping[int, float]) -> Block:
        level, turn = self.up.levels.of[""], self.halves.turn
        return self.up.part(level, range(turn, len(level.items)), {turn}, (), stretched)

    def _dot(self, left: Block, skip: Skip) -> float:
        """How far below the beginning of the left half a skip turns aside."""
        return left.ports["below", str(skip.tail)][1]

    def _centre(self, right: Block, skip: Skip) -> float:
        """How far below the end of the right half a merge is, seen on the page."""
        return right.length - right.ports[self._side(skip)][1]

    def _side(self, skip: Skip) -> tuple[str, str]:
        """The port by which the head of a skip takes it beside what comes from below."""
        return "side", self.up.levels.of[""].items[skip.head].id

    def _stretch(self, left: Block, right: Block) -> tuple[dict[int, float], dict[int, float]]:
        """What is added below the tails and above the heads, so that skips are level."""
        more_left: dict[int, float] = {}
        more_right: dict[int, float] = {}
        before: Skip | None = None
        for skip in self.halves.skips:
            down, up = self._dot(left, skip), self._centre(right, skip)
            if before is not None:
                down, up = down - self._dot(left, before), up - self._centre(right, before)
                more_right[before.head] = max(down - up, 0)
            more_left[self._below(skip.tail)] = max(up - down, 0)
            before = skip
        return more_left, more_right

    def _lead(
        self, page: Block, line: Skip, cross: float, place: tuple[float, float, float]
    ) -> None:
        """A line that leaves that of a skip, or joins it, in the room between the columns."""
        (left, *_), (right, *_) = page.parts
        begin, end, axis = place
        flow = begin + self._dot(left, line)
        if any(skip.tail == line.tail for skip in self.halves.skips):
            merge = self.up.block(self.up.levels.of[""], line.head)
            target = end + self._centre(right, line)
            page.dot(cross, flow)
            page.wire((cross, flow), (cross, target), (axis + merge.left, target), arrow=True)
        else:
            (skip,) = [one for one in self.halves.skips if one.head == line.head]
            target = begin + self._dot(left, skip)
            page.wire((0, flow), (cross, flow), (cross, target))
            page.dot(cross, target)

    def _below(self, tail: int) -> int:
        """The item below one on the axis."""
        level = self.down.levels.of[""]
        return next(i for i in range(tail + 1, self.halves.turn + 1) if i not in level.dead)

    def _join(self, page: Block, left: Block, right: Block, axis: float) -> None:
        """The skips, and the line at the foot."""
        (_, _, begin, _), (_, _, end, _) = page.parts
        for skip in self.halves.skips:
            flow = begin + self._dot(left, skip)
            merge = self.up.block(self.up.levels.of[""], skip.head)
            page.wire((0, flow), (axis + merge.left, flow), arrow=True)
        for i, line in enumerate(self.halves.more):
            self._lead(page, line, left.right + LANE * (i + 1), (begin, end, axis))
        foot = max(begin + left.length, end + right.length) + TURN
        enter = end + right.length - right.enter
        page.wire(
            (0, begin + left.leave), (0, foot), (axis, foot), (axis, enter), arrow=right.arrow
        )
        page.length = foot + 2
