"""The plan of a chain: what stands on the axis, what beside it, and which values turn aside."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from archspec.backends.diagram.chart.branches import Branch, can_stand, trunk_of
from archspec.backends.diagram.chart.levels import SOURCE
from archspec.backends.diagram.chart.segments import (
    Group,
    Segment,
    Stretch,
    longest_way,
    segments,
    spurs,
    without,
)

DEEPEST = 24
"""Branches within branches; deeper ones stand in one column."""

END = -2
"""What stands for the place where the main value goes out."""


@dataclass(frozen=True, slots=True)
class Side:
    """Branches that stand beside each other.

    Args:
        branches: one or several.
        trunk: the one on the axis; None where all stand about it.
    """

    branches: tuple[Branch, ...]
    trunk: int | None


Step: TypeAlias = int | Side
"""An item on the axis, or branches."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a chain puts below each other.

    Args:
        steps: in their order.
        aside: for each item on the axis, the items to which its value does not go straight down.
        spurs: for each item on the axis, what hangs on it and leads nowhere.
    """

    steps: tuple[Step, ...]
    aside: dict[int, tuple[int, ...]]
    spurs: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)

    @property
    def joins(self) -> bool:
        """Whether a lane leads to the end."""
        return any(END in goals for goals in self.aside.values())


def plan(stretch: Stretch, opened: Collection[int], depth: int) -> Plan:
    """The plan for a stretch.

    Args:
        stretch: the items.
        opened: items of which nothing may stand to the right.
        depth: how many chains are around this one.
    """
    open_ = frozenset(opened)
    hanging = spurs(stretch) if open_.isdisjoint(stretch.items) else {}
    if hanging:
        rest = without(stretch, hanging)
        found = _Planner(rest, open_, frozenset(rest.items)).plan(depth)
        # A lane would have to run through what hangs beside the axis.
        if not found.aside:
            return replace(found, spurs=hanging)
    return _Planner(stretch, open_, frozenset(stretch.items)).plan(depth)


@dataclass(frozen=True, slots=True)
class _Planner:
    stretch: Stretch
    opened: frozenset[int]
    inside: frozenset[int]

    def plan(self, depth: int) -> Plan:
        found: list[Segment] = segments(self.stretch)
        if depth > DEEPEST:
            found = list(self.stretch.items)
        steps = tuple(self._steps(found))
        return Plan(steps, self._aside(steps))

    def _steps(self, found: Sequence[Segment]) -> Iterator[Step]:
        """A step for each segment; a group whose branches would shut a lane out as its items."""
        for i, segment in enumerate(found):
            if isinstance(segment, int):
                yield segment
                continue
            above = found[i - 1] if i else SOURCE
            below = found[i + 1] if i + 1 < len(found) else END
            side = self._side(above, segment, below)
            if len(segment) == 1 or can_stand(side.branches, side.trunk):
                yield side
            else:
                yield from sorted(item for part in segment for item in part)

    def _side(self, above: Segment, group: Group, below: Segment) -> Side:
        """The parts of a group between two cuts, or the ends of the stretch."""
        assert isinstance(above, int)  # noqa: S101  groups stand between cuts
        heads = self._heads(above)
        branches = tuple(
            Branch(
                part,
                starts=frozenset(item for item in part if item in heads),
                ends=frozenset(item for item in part if below in self._goals(item)),
                depth=longest_way(part, self.stretch.after),
                open=not self.opened.isdisjoint(part),
            )
            for part in group
        )
        trunk = trunk_of(branches, passed=below in heads) if len(group) > 1 else 0
        return Side(branches, trunk)

    def _heads(self, item: int) -> Collection[int]:
        """What takes the value of an item, or what comes in."""
        return self.stretch.starts if item == SOURCE else self.stretch.after.get(item, ())

    def _goals(self, item: int) -> list[int]:
        """What takes the value of an item, in this stretch or, as its end, behind it."""
        inside = [head for head in self._heads(item) if head in self.inside]
        return inside + [END] * (item in self.stretch.ends)

    def _aside(self, steps: Sequence[Step]) -> dict[int, tuple[int, ...]]:
        order = {item: k for k, step in enumerate(steps) for item in items_of(step)}
        order[END] = len(steps)
        cuts = {SOURCE: -1} | {step: k for k, step in enumerate(steps) if isinstance(step, int)}
        found: dict[int, tuple[int, ...]] = {}
        for item, place in cuts.items():
            goals = [goal for goal in self._goals(item) if order[goal] != place + 1]
            if goals:
                found[item] = tuple(sorted(goals, key=order.__getitem__))
        return found


def items_of(step: Step) -> Collection[int]:
    """The items of a step."""
    if isinstance(step, int):
        return (step,)
    return [item for branch in step.branches for item in branch.items]
