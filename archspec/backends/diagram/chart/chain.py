"""A chain: items on one axis, with branches between them and lanes beside them.

What parts below an item does so at a dot on the axis, under the shape of the value. What does not
go on to the next item turns aside there into a lane.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Protocol

from archspec.backends.diagram.chart.axis import Axis
from archspec.backends.diagram.chart.beside import side_by_side
from archspec.backends.diagram.chart.block import Block, Port, Spot
from archspec.backends.diagram.chart.branches import with_tail
from archspec.backends.diagram.chart.lanes import Lane, Skyline, Stop, lead
from archspec.backends.diagram.chart.levels import SOURCE, Level
from archspec.backends.diagram.chart.look import ARROW, BESIDE, BUS, DOT, GAP, Look
from archspec.backends.diagram.chart.plan import END, Plan, Side, Step, plan
from archspec.backends.diagram.chart.segments import Stretch
from archspec.backends.diagram.picture.picture import Box, Frame

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
        goals: the items to which lanes lead.
        skyline: how far it reaches to the right, once it is built.
        axis: what is drawn on it so far.
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
    goals: Collection[int] = field(init=False)
    skyline: Skyline = field(init=False)
    axis: Axis = field(default_factory=Axis)
    origins: dict[int, tuple[Spot, ...]] = field(default_factory=dict)
    stops: dict[int, Stop] = field(default_factory=dict)
    sides: list[Spot] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Of its own items alone, as a long level is laid out in thousands of stretches.
        large = {i for i in self.stretch.items if isinstance(self.level.items[i], Frame)}
        self.plan = plan(self.stretch, self.needs.open, self.depth, large)
        self.goals = {goal for goals in self.plan.aside.values() for goal in goals}

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
                self._side(last, step, below)
                last = None
        self._finish(last)
        self.skyline = Skyline(self.axis.pieces)
        for item in sorted(self.plan.spurs, reverse=True):
            self._hang(item)
        return self.axis.block

    def lanes(self) -> Iterator[Lane]:
        """The lanes between items of the stretch, once it is built."""
        for item, goals in self.plan.aside.items():
            yield Lane(self.origins[item], tuple(self.stops[goal] for goal in goals))

    def _cut(self, above: int | None, item: int) -> None:
        """An item on the axis."""
        axis, straight = self.axis, self._feeds(above, item)
        joined = item in self.needs.above or (not straight and item in self.goals)
        axis.flow += self.stretched.get(item, 0)
        join = self._advance(above, straight=straight, joined=joined)
        block = self.chart.block(self.level, item)
        top = axis.put(block)
        if straight:
            axis.line(top + block.enter, arrow=block.arrow)
        if join is not None:
            axis.block.wire((0, join), (0, top + block.enter), arrow=block.arrow)
            self.stops[item] = Stop((0, join), arrow=False)
            if port := self.needs.above.get(item):
                axis.block.ports[port] = (0, join)
        self._take_sides(item)
        if item not in self.stops and item in self.goals:
            self.stops[item] = Stop(self._side_of(item), arrow=True)
        axis.start, axis.tail = top + block.leave, block.tail

    def _side(self, above: int | None, side: Side, below: Step) -> None:
        """Branches, of which those that take what comes are led to from a line above them."""
        axis = self.axis
        blocks = [with_tail(self._inner(b.items, b.starts, b.ends)) for b in side.branches]
        fed = above is not None and any(branch.starts for branch in side.branches)
        self._advance(above, straight=False, branching=fed)
        merge = self._box(below)
        found = side_by_side(side, blocks, axis.flow, merge.right if merge else 0)
        for one in found.standing:
            axis.block.put(one.block, one.axis, one.begin)
            if fed and one.branch.starts and axis.start is not None:
                head = (one.axis, one.begin + one.block.enter)
                way = (0, axis.start), (one.axis, axis.start), head
                axis.block.wire(*way, arrow=one.block.arrow)
        axis.pieces.append((axis.flow, found.reach))
        axis.flow += found.height
        trunk = side.trunk is not None
        self.sides = axis.meet(found.exits, trunk=trunk, side=merge is not None)

    def _box(self, step: Step) -> Block | None:
        """The block of a step that is a box, which has a side to which lines can lead."""
        if not isinstance(step, int) or step == END:
            return None
        one = self.level.items[step]
        return self.chart.block(self.level, step) if isinstance(one, Box) else None

    def _side_of(self, item: int) -> Spot:
        return self.axis.block.ports["side", self.level.items[item].id]

    def _take_sides(self, item: int) -> None:
        """Leads branches that wait beside the axis into the side of an item, past dots."""
        if not self.sides:
            return
        side = self._side_of(item)
        farthest = inf if item in self.goals else max(cross for cross, _ in self.sides)
        for cross, flow in self.sides:
            bend = (cross, side[1])
            dots = [bend] if cross < farthest else []
            self.axis.block.wire_past(dots, (cross, flow), bend, side, arrow=True)
        self.sides.clear()

    def _feeds(self, above: int | None, item: int) -> bool:
        """Whether a line on the axis leads to an item."""
        if above is None:
            return self.axis.start is not None
        heads = self.stretch.starts if above == SOURCE else self.stretch.after.get(above, ())
        return item in heads

    def _advance(
        self, above: int | None, *, straight: bool, joined: bool = False, branching: bool = False
    ) -> float | None:
        """Moves on to the next item: past a shape, a dot, and where lanes join the axis.

        Gives where they join it, if they do.
        """
        axis, begin, first = self.axis, self.axis.flow, above == SOURCE
        dot = branching or self._turns(above)
        reach = axis.shape() if straight or dot else 0
        if dot and above is not None:
            self._part(above, straight=straight or branching)
            if branching and self.plan.apart and above in self.plan.spurs:
                # What hangs there stands between the dot and the line that leads to the branches.
                axis.part(straight=True)
        axis.tail = ""
        join = None
        if joined:
            axis.flow += JOINING
            join = axis.flow
        if axis.flow > begin or not first:
            axis.flow = max(axis.flow + (BUS if branching else ARROW), begin + GAP)
        axis.pieces.append((begin, reach))
        return join

    def _turns(self, above: int | None) -> bool:
        """Whether the value of an item turns aside below it."""
        turning = (self.plan.aside, self.needs.below, self.plan.spurs)
        return above is not None and any(above in one for one in turning)

    def _part(self, above: int, *, straight: bool) -> None:
        """Where the value of an item turns aside, with the room for what hangs there."""
        port = self.needs.below.get(above)
        self.origins[above] = self.axis.part(straight=straight or port is not None)
        if port:
            self.axis.block.ports[port] = (0.0, self.axis.flow)
        if self.plan.apart:
            parts = self.plan.spurs.get(above, ())
            rooms = (BUS + self._hanging(above, part).length for part in parts)
            self.axis.flow += max(rooms, default=0)

    def _inner(self, items: Sequence[int], starts: frozenset[int], ends: frozenset[int]) -> Block:
        """A chain within this one."""
        stretch = replace(self.stretch, items=tuple(items), starts=starts, ends=ends)
        chain = Chain(self.chart, self.level, self.needs, stretch, self.depth + 1)
        block = chain.build()
        lead(block, chain.lanes(), chain.skyline)
        return block

    def _hang(self, item: int) -> None:
        """Puts what leads nowhere beside the axis, where its line turns aside; lower ones first."""
        way = self.origins[item]
        turn = way[-1][1]
        parts, whole = self.plan.spurs[item], self.axis.block
        goes_on = item in self.plan.aside or item in self.needs.below
        for part in parts:
            block, top = self._hanging(item, part), turn + BUS
            axis = self.skyline.over(turn, top + block.length) + BESIDE - block.left
            dots = [(axis, turn)] if goes_on or part != parts[-1] else []
            whole.put(block, axis, top)
            head = (axis, top + block.enter)
            whole.wire_past(dots, *way, (axis, turn), head, arrow=block.arrow)
            whole.length = max(whole.length, top + block.length)
            self.skyline.lift(turn, top + block.length, axis + block.right)

    def _hanging(self, item: int, part: tuple[int, ...]) -> Block:
        """What hangs on an item, laid out."""
        fed = self.stretch.starts if item == SOURCE else self.stretch.after[item]
        return with_tail(self._inner(part, frozenset(part).intersection(fed), frozenset()))

    def _finish(self, last: int | None) -> None:
        """The way out: the main value goes on, joined by lanes that lead there."""
        axis = self.axis
        ends = axis.start is not None if last is None else last in self.stretch.ends
        begin, turns = axis.flow, self._turns(last)
        if turns or self.plan.joins:
            reach = axis.shape() if ends or turns else 0
            if turns and last is not None:
                self._part(last, straight=ends)
            if self.plan.joins:
                self._join(ends=ends)
            axis.tail = ""
            axis.flow += 2
            axis.pieces.append((begin, reach))
        axis.block.length = axis.flow
        axis.block.leave = axis.flow if axis.start is None else axis.start
        axis.block.tail = axis.tail if ends else ""

    def _join(self, *, ends: bool) -> None:
        """Where lanes that lead out join the axis."""
        axis = self.axis
        axis.flow += DOT
        if ends:
            axis.line(axis.flow)
            axis.block.dot(0, axis.flow)
        axis.start = axis.flow
        self.stops[END] = Stop((0, axis.flow), arrow=False)
