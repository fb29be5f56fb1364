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
from archspec.backends.diagram.chart.look import Look
from archspec.backends.diagram.picture.picture import Box, Item, Picture

BETWEEN = 84.0
"""Between the columns, for the lines of the skips and the shapes above them."""

TURN = 14.0
"""From the foot of the columns to the line that joins them."""

PASSED = 2
"""The fewest items that a skip passes; a shorter one is a shortcut within a column."""

FEWEST = 2
"""The fewest skips that make a U."""

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
    """

    skips: tuple[Skip, ...]
    turn: int


def u_shape(picture: Picture, look: Look) -> Block | None:
    """The picture as a U; None where its skips do not nest, or are fewer than two."""
    down, up = (
        Flowchart(picture, replace(look, way="down")),
        Flowchart(picture, replace(look, way="up")),
    )
    halves = find_halves(down.levels.of[""])
    if halves is None:
        return None
    return _Folded(down, up, halves).block()


def find_halves(level: Level) -> Halves | None:
    """Where a level is folded, if it can be: the way with the most skips, each within the last."""
    lines = [
        Skip(tail, head)
        for tail in sorted(level.after)
        for head in sorted(level.after[tail])
        if head - tail > PASSED and isinstance(level.items[head], Box)
    ]
    for innermost in reversed(lines[:MOST]):
        around = [
            line for line in lines if line.tail <= innermost.tail < innermost.head <= line.head
        ]
        nested = all(a.tail < b.tail and b.head < a.head for a, b in pairwise(around))
        if len(around) >= FEWEST and nested and _folds(level, around):
            return Halves(tuple(around), _turn(level, innermost))
    return None


def _turn(level: Level, innermost: Skip) -> int:
    """Where the way back begins: at the merge, or at what enlarges its input right before it."""
    before = innermost.head - 1
    return before if before > innermost.tail + 1 and grows(level.items[before]) else innermost.head


def _folds(level: Level, skips: Sequence[Skip]) -> bool:
    """Whether no other line leads from one half to the other, but the one at the foot."""
    turn = _turn(level, skips[-1])
    known = {(skip.tail, skip.head) for skip in skips} | {(turn - 1, turn)}
    lines = {(tail, head) for tail, heads in level.after.items() for head in heads}
    lines |= {(begin.item, end.item) for begin, end in level.lanes}
    across = {(tail, head) for tail, head in lines if tail < turn <= head}
    return across == known


def grows(item: Item) -> bool:
    """Whether a box begins with what gives more positions than it takes."""
    return isinstance(item, Box) and item.rows[0].grows


@dataclass(slots=True)
class _Folded:
    """The two halves, laid out by themselves, and then so that both ends of a skip are level."""

    down: Flowchart
    up: Flowchart
    halves: Halves

    def block(self) -> Block:
        """The whole of it."""
        left, right = self._left({}), self._right({})
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
        opens = [End(skip.tail, "below", str(skip.tail)) for skip in self.halves.skips]
        return self.down.part(level, range(turn), (), {turn - 1}, stretched, opens)

    def _right(self, stretched: Mapping[int, float]) -> Block:
        level, turn = self.up.levels.of[""], self.halves.turn
        return self.up.part(level, range(turn, len(level.items)), {turn}, (), stretched)

    def _dot(self, left: Block, skip: Skip) -> float:
        """How far below the beginning of the left half a skip turns aside."""
        return left.ports["below", str(skip.tail)][1]

    def _centre(self, right: Block, skip: Skip) -> float:
        """How far below the end of the right half a merge is, seen on the page."""
        return right.length - right.ports["side", self.up.levels.of[""].items[skip.head].id][1]

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
            more_left[skip.tail + 1] = max(up - down, 0)
            before = skip
        return more_left, more_right

    def _join(self, page: Block, left: Block, right: Block, axis: float) -> None:
        """The skips, and the line at the foot."""
        (_, _, begin, _), (_, _, end, _) = page.parts
        for skip in self.halves.skips:
            flow = begin + self._dot(left, skip)
            merge = self.up.block(self.up.levels.of[""], skip.head)
            page.wire((0, flow), (axis + merge.left, flow), arrow=True)
        foot = max(begin + left.length, end + right.length) + TURN
        enter = end + right.length - right.enter
        page.wire(
            (0, begin + left.leave), (0, foot), (axis, foot), (axis, enter), arrow=right.arrow
        )
        page.length = foot + 2
