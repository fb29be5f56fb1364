"""Columns of a chart that runs down, or lines of one that runs to the right: like text.

A line leads from the foot of each column to the head of the next. Columns break where nothing but
the trunk passes. Where one frame takes most of the height, its items stand in columns within it,
and what is around it stands beside them or, set apart, in columns of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from archspec.backends.diagram.chart.block import Block
from archspec.backends.diagram.chart.flowchart import Flowchart
from archspec.backends.diagram.chart.levels import Level
from archspec.backends.diagram.chart.look import GAP
from archspec.backends.diagram.chart.typeset import Piece, followed, stacked, typeset
from archspec.backends.diagram.picture.picture import Box, Frame, Item

MOST = 0.55
"""The share of the height from which on a frame is broken instead of what is around it."""


LARGEST = 0.7
"""The share of a frame that its largest item may take if breaking it is to help."""

SHORT = 0.3
"""The share of a broken frame's height up to which what is before it stands on top of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """Neighbouring items of a level: the first, and the one after the last."""

    level: Level
    first: int
    stop: int


@dataclass(slots=True)
class Columns:
    """Breaks a chart into columns; remembers parts, as several numbers of columns are tried."""

    chart: Flowchart
    parts: dict[tuple[int, int, int], Block] = field(default_factory=dict)
    marks: dict[int, list[int]] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """How many columns there can be."""
        root = self.chart.levels.of[""]
        frame = self._tall_frame(root)
        inner = len(self._breaks(self.chart.levels.of[frame.id])) - 2 if frame else 0
        return len(self._breaks(root)) - 1 + inner

    def block(self, count: int) -> Block:
        """The chart in so many columns, or in fewer where it cannot be broken as often.

        Args:
            count: one at least.
        """
        root = self.chart.levels.of[""]
        if count == 1:
            return self.part(Column(root, 0, len(root.items)))
        frame = self._tall_frame(root) if count > 2 else None
        if frame is None:
            return typeset(self._balanced(root, count)).block
        place = root.items.index(frame)
        before = self._block(Column(root, 0, place))
        after = self._block(Column(root, place + 1, len(root.items)))
        level = self.chart.levels.of[frame.id]
        ends = after is not None and _parts_ends(root, place + 1)
        beside = after is not None and not ends
        inner = self._framed(frame, typeset(self._balanced(level, max(count - beside, 2))))
        if after and ends:
            inner = followed(inner, after)
        first = [inner]
        if before:
            short = before.length < SHORT * inner.block.length or _parts_ends(root, place)
            first = [stacked(before, inner)] if short else [Piece(before), inner]
        return typeset([*first, Piece(after)] if after and beside else first).block

    def apart(self, count: int) -> Block | None:
        """The chart in so many columns, of which a broken frame shares none with what is around it.

        Gives None where no frame is broken. An input may stand alone here: as a line above a frame
        it leaves less room white than beside it.
        """
        root = self.chart.levels.of[""]
        frame = self._tall_frame(root)
        if frame is None:
            return None
        level, place = self.chart.levels.of[frame.id], root.items.index(frame)
        last, breaks = len(root.items), self._breaks(root)
        behind = last if _parts_ends(root, place + 1) else place + 1
        above, inside, below = self._shared(
            (root, [*(k for k in breaks if k < place), place]),
            (level, self._breaks(level)),
            (root, [behind, *(k for k in breaks if k > behind)]),
            count=count,
        )
        if len(inside) == 1:
            return None
        broken = self._framed(frame, typeset(inside))
        end = self._block(Column(root, place + 1, last)) if behind == last else None
        return typeset([*above, followed(broken, end) if end else broken, *below]).block

    def _block(self, column: Column) -> Block | None:
        """A column; None where nothing stands in it."""
        return self.part(column) if column.stop > column.first else None

    def _framed(self, frame: Frame, piece: Piece) -> Piece:
        """Columns within their frame."""
        block = self.chart.framed(frame, piece.block)
        block.tail = piece.block.tail
        return Piece(block, piece.out)

    def part(self, column: Column) -> Block:
        """A column, laid out."""
        key = id(column.level), column.first, column.stop
        if key not in self.parts:
            self.parts[key] = self._part(column)
        return self.parts[key]

    def _part(self, column: Column) -> Block:
        level, items = column.level, range(column.first, column.stop)
        before = level.live_before(column.first)
        starts = level.starts if before < 0 else level.after[before]
        last = column.stop == len(level.items)
        ends = level.ends if last else {level.live_before(column.stop)}
        return self.chart.part(level, items, {i for i in starts if i in items}, ends)

    def _tall_frame(self, level: Level) -> Frame | None:
        """The frame that takes most of the height, if it can be broken."""
        marks = self._marks(level)
        heights = self._heights(level, marks)
        for (first, stop), height in zip(pairwise(marks), heights, strict=True):
            one = level.items[first] if stop == first + 1 else None
            if isinstance(one, Frame) and height > MOST * sum(heights):
                return one if one.count == 1 and self._can_break(one) else None
        return None

    def _can_break(self, frame: Frame) -> bool:
        """Whether columns within a frame would be lower than it is."""
        level = self.chart.levels.of[frame.id]
        heights = self._heights(level, self._marks(level))
        return not level.opens and max(heights) < LARGEST * sum(heights)

    def _marks(self, level: Level) -> list[int]:
        """Where columns may begin, and where the last one ends."""
        count = len(level.items)
        if id(level) not in self.marks:
            spans = [*_passing(level)]
            spans += [(begin.item + 1, end.item) for begin, end in level.lanes]
            spans += [(1, head) for head in level.starts if head]
            passed = _covered(spans, count)
            trunk = (k for k in range(1, count) if _is_trunk(level, k))
            self.marks[id(level)] = [0, *(k for k in trunk if not passed[k]), count]
        return self.marks[id(level)]

    def _breaks(self, level: Level) -> list[int]:
        """The marks at which columns are set; none has inputs or outputs alone."""
        first, *inner, stop = self._marks(level)
        return [first, *(k for k in inner if not _parts_ends(level, k)), stop]

    def _heights(self, level: Level, marks: Sequence[int]) -> list[float]:
        pieces = (Column(level, first, stop) for first, stop in pairwise(marks))
        return [self.part(piece).length + GAP for piece in pieces]

    def _balanced(self, level: Level, count: int) -> list[Piece]:
        """Columns of which the highest is as low as can be."""
        (pieces,) = self._shared((level, self._breaks(level)), count=count)
        return pieces

    def _shared(self, *stretches: tuple[Level, Sequence[int]], count: int) -> list[list[Piece]]:
        """Columns of stretches between marks, so many in all, the highest as low as can be."""
        heights = [self._heights(*stretch) for stretch in stretches]
        low, high = max(map(max, filter(None, heights))), sum(map(sum, heights))
        for _ in range(30):
            middle = (low + high) / 2
            if sum(len(_filled(some, middle)) for some in heights) <= count:
                high = middle
            else:
                low = middle
        return [
            self._pieces(level, [*(marks[i] for i in _filled(some, high + 0.01)), marks[-1]])
            for (level, marks), some in zip(stretches, heights, strict=True)
        ]

    def _pieces(self, level: Level, marks: Sequence[int]) -> list[Piece]:
        """A column from each mark to the next."""
        return [Piece(self.part(Column(level, *ends))) for ends in pairwise(marks)]


def _parts_ends(level: Level, item: int) -> bool:
    """Whether a border above an item leaves inputs alone before it, or outputs alone behind."""
    parts = (level.items[:item], "input"), (level.items[item:], "output")
    return any(all(_is_end(one, kind) for one in some) for some, kind in parts)


def _is_end(item: Item, kind: str) -> bool:
    return isinstance(item, Box) and item.kind == kind


def _is_trunk(level: Level, item: int) -> bool:
    """Whether an item takes what the one before it on the axis gives."""
    return item not in level.dead and item in level.after.get(level.live_before(item), ())


def _passing(level: Level) -> Iterator[tuple[int, int]]:
    """From where to where lines cross borders, other than the one right below what gives."""
    count = len(level.items)
    live = [item for item in range(count) if item not in level.dead]
    below = dict(pairwise([*live, count]))
    for tail, heads in level.after.items():
        if tail in below:
            yield from ((below[tail] + 1, head) for head in heads if head > below[tail])
    yield from ((below[tail], count) for tail in level.ends if below[tail] < count)


def _covered(spans: Iterable[tuple[int, int]], count: int) -> list[bool]:
    """Which numbers up to a count lie in one of the spans, their ends included.

    >>> _covered([(1, 2), (2, 3)], 4)
    [False, True, True, True, False]
    """
    changes = [0] * (count + 2)
    for first, last in spans:
        changes[first] += 1
        changes[last + 1] -= 1
    return [depth > 0 for depth in accumulate(changes[: count + 1])]


def _filled(heights: Sequence[float], limit: float) -> list[int]:
    """The pieces with which columns begin that are no higher than a limit.

    >>> _filled([3, 4, 2, 5], 7)
    [0, 2]
    >>> _filled([], 7)
    []
    """
    starts, height = [0][: len(heights)], 0.0
    for i, piece in enumerate(heights):
        if height and height + piece > limit:
            starts.append(i)
            height = 0
        height += piece
    return starts
