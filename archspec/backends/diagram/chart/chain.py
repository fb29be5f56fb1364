"""A chain: items on one axis, with branches between them and lanes beside them.

What parts below an item does so at a dot on the axis, under the shape of the value. What does not
go on to the next item turns aside there into a lane.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Protocol

from archspec.backends.diagram.chart.beside import hang, room_beside, stand_side_by_side
from archspec.backends.diagram.chart.block import Block, Port, Spot
from archspec.backends.diagram.chart.branches import write_shape
from archspec.backends.diagram.chart.lanes import Lane, Skyline, Stop, lead
from archspec.backends.diagram.chart.levels import SOURCE, Level
from archspec.backends.diagram.chart.look import ARROW, BUS, DOT, GAP, LABELLED, Look
from archspec.backends.diagram.chart.plan import END, Plan, plan
from archspec.backends.diagram.chart.segments import Stretch
from archspec.backends.diagram.picture.picture import Frame

JOINING = 8.0
"""The room above an item for a lane that joins the axis there."""


class Chart(Protocol):
    """What a chain asks of the chart that it is part of."""

    @property
    def look(self) -> Look:
        """How it is set."""

    def block(self, level: Level, item: int) -> Block:
        """An item, laid out."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What lanes from elsewhere need of the items of a chain.

    Args:
        below: items below which a dot must be, with the name of its port.
        above: frames above which a lane joins the axis, with the name of that port.
        open: items of which nothing may stand to the right.
    """

    below: Mapping[int, Port]
    above: Mapping[int, Port]
    open: Collection[int]


@dataclass(slots=True)
class Chain:
    """Puts the steps of a plan below each other.

    Args:
        chart: lays out the items.
        level: that the items are of.
        needs: of lanes from elsewhere.
        stretch: the items.
        depth: how many chains are around this one.
        stretched: what is added to the gap above an item.
        plan: what stands where.
        skyline: how far it reaches to the right, once it is built.
        block: what comes of it.
        flow: how far it has come.
        start: where on the axis the line to what comes next begins; None where none does, or where
            it comes from above the chain.
        tail: the shape to be written beside that line.
        pieces: where each piece begins, and how far it reaches to the right.
        origins: for what turns aside, how it gets there.
        stops: where lanes end that lead to an item on the axis.
        sides: where branches end that lead to the side of the next item.
    """

    chart: Chart
    level: Level
    needs: Needs
    stretch: Stretch
    depth: int = 0
    stretched: Mapping[int, float] = field(default_factory=dict)
    plan: Plan = field(init=False)
    skyline: Skyline = field(init=False)
    block: Block = field(default_factory=Block)
    flow: float = 0
    start: float | None = None
    tail: str = ""
    pieces: list[tuple[float, float]] = field(default_factory=list)
    origins: dict[int, tuple[Spot, ...]] = field(default_factory=dict)
    stops: dict[int, Stop] = field(default_factory=dict)
    sides: list[Spot] = field(default_factory=list)

    def __post_init__(self) -> None:
        large = {i for i, item in enumerate(self.level.items) if isinstance(item, Frame)}
        self.plan = plan(self.stretch, self.needs.open, self.depth, large)

    def build(self) -> Block:
        """Everything but the lanes."""
        last: int | None = SOURCE
        steps = self.plan.steps
        for i, step in enumerate(steps):
            below = steps[i + 1] if i + 1 < len(steps) else END
            if isinstance(step, int):
                self._cut(last, step)
                last = step
            else:
                stand_side_by_side(self, last, step, below)
                last = None
        self._finish(last)
        self.skyline = Skyline(self.pieces)
        for item in sorted(self.plan.spurs, reverse=True):
            hang(self, item)
        return self.block

    def lanes(self) -> Iterator[Lane]:
        """The lanes between items of the stretch, once it is built."""
        for item, goals in self.plan.aside.items():
            yield Lane(self.origins[item], tuple(self.stops[goal] for goal in goals))

    def _cut(self, above: int | None, item: int) -> None:
        """An item on the axis."""
        straight = self._feeds(above, item)
        joined = item in self.needs.above or (not straight and self._is_goal(item))
        self.flow += self.stretched.get(item, 0)
        join = self.advance(above, straight=straight, joined=joined)
        block = self.chart.block(self.level, item)
        top = self._put(block, 0)
        if straight:
            self._axis(top + block.enter, arrow=block.arrow)
        if join is not None:
            self.block.wire((0, join), (0, top + block.enter), arrow=block.arrow)
            self.stops[item] = Stop((0, join), arrow=False)
            if port := self.needs.above.get(item):
                self.block.ports[port] = (0, join)
        self._take_sides(item)
        if item not in self.stops and self._is_goal(item):
            self.stops[item] = Stop(self._side_of(item), arrow=True)
        self.start, self.tail = top + block.leave, block.tail

    def _is_goal(self, item: int) -> bool:
        return any(item in goals for goals in self.plan.aside.values())

    def _side_of(self, item: int) -> Spot:
        return self.block.ports["side", self.level.items[item].id]

    def _take_sides(self, item: int) -> None:
        """Leads branches that wait beside the axis into the side of an item, past dots."""
        if not self.sides:
            return
        side = self._side_of(item)
        farthest = inf if self._is_goal(item) else max(cross for cross, _ in self.sides)
        for cross, flow in self.sides:
            bend = (cross, side[1])
            dots = [bend] if cross < farthest else []
            self.block.wire_past(dots, (cross, flow), bend, side, arrow=True)
        self.sides.clear()

    def _feeds(self, above: int | None, item: int) -> bool:
        """Whether a line on the axis leads to an item."""
        if above is None:
            return self.start is not None
        heads = self.stretch.starts if above == SOURCE else self.stretch.after.get(above, ())
        return item in heads

    def _put(self, block: Block, cross: float) -> float:
        """Puts a block here; gives where it begins."""
        top = self.flow
        self.block.put(block, cross, top)
        self.pieces.append((top, cross + block.right))
        self.flow = top + block.length
        return top

    def advance(
        self, above: int | None, *, straight: bool, joined: bool = False, branching: bool = False
    ) -> float | None:
        """Moves on to the next item: past a shape, a dot, and where lanes join the axis.

        Gives where they join it, if they do.
        """
        begin, first = self.flow, above == SOURCE
        dot = branching or self._turns(above)
        reach = self._shape() if straight or dot else 0
        if dot:
            self._dot(above, straight=straight or branching)
            self.flow += room_beside(self, above)
        self.tail = ""
        join = None
        if joined:
            self.flow += JOINING
            join = self.flow
        if self.flow > begin or not first:
            self.flow = max(self.flow + (BUS if branching else ARROW), begin + GAP)
        self.pieces.append((begin, reach))
        return join

    def _turns(self, above: int | None) -> bool:
        """Whether the value of an item turns aside below it."""
        turning = (self.plan.aside, self.needs.below, self.plan.spurs)
        return above is not None and any(above in one for one in turning)

    def _shape(self) -> float:
        """Writes the shape of the value beside the axis; gives how far that reaches."""
        if not self.tail:
            return 0
        reach = write_shape(self.block, self.tail, self.flow)
        self.flow += LABELLED
        return reach

    def _dot(self, above: int | None, *, straight: bool) -> None:
        """A dot where a value parts, or the corner where all of it turns aside."""
        self.flow += DOT
        spot = (0.0, self.flow)
        wanted = above is not None and above in self.needs.below
        if above is None:
            return
        if straight or wanted or self.start is None:
            self._axis(self.flow)
            self.block.dot(*spot)
            self.origins[above] = (spot,)
        else:
            self.origins[above] = ((0.0, self.start), spot)
        if wanted:
            self.block.ports[self.needs.below[above]] = spot

    def _axis(self, flow: float, *, arrow: bool = False) -> None:
        """Draws the line on the axis as far as here; from above the chain where none began."""
        if self.start is None:
            self.block.enter, self.block.arrow = flow, arrow
        else:
            self.block.wire((0, self.start), (0, flow), arrow=arrow)
        self.start = flow

    def inner(self, items: Sequence[int], starts: frozenset[int], ends: frozenset[int]) -> Block:
        """A chain within this one."""
        stretch = replace(self.stretch, items=tuple(items), starts=starts, ends=ends)
        chain = Chain(self.chart, self.level, self.needs, stretch, self.depth + 1)
        block = chain.build()
        lead(block, chain.lanes(), chain.skyline)
        return block

    def _finish(self, last: int | None) -> None:
        """The way out: the main value goes on, joined by lanes that lead there."""
        ends = self.start is not None if last is None else last in self.stretch.ends
        begin, turns = self.flow, self._turns(last)
        if turns or self.plan.joins:
            reach = self._shape() if ends or turns else 0
            if turns:
                self._dot(last, straight=ends)
                self.flow += room_beside(self, last)
            if self.plan.joins:
                self.flow += DOT
                if ends:
                    self._axis(self.flow)
                    self.block.dot(0, self.flow)
                self.start = self.flow
                self.stops[END] = Stop((0, self.flow), arrow=False)
            self.tail = ""
            self.flow += 2
            self.pieces.append((begin, reach))
        self.block.length = self.flow
        self.block.leave = self.flow if self.start is None else self.start
        self.block.tail = self.tail if ends else ""
