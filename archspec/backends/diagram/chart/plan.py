"""The plan of a chain: what stands on the axis, what beside it, and which values turn aside."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from archspec.backends.diagram.chart.branches import Branch, can_stand, trunk_of
from archspec.backends.diagram.chart.levels import SOURCE
from archspec.backends.diagram.chart.segments import (
    Group,
    Segment,
    Stretch,
    dead_ends,
    longest_way,
    segments,
    without,
)

DEEPEST = 24
"""Branches within branches; deeper ones stand in one column."""

FEW = 3
"""As many items hang where the axis has to leave room for them; more stand on it."""

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


Parts: TypeAlias = Mapping[int, Sequence[tuple[int, ...]]]
"""Parts of a stretch, by the item that feeds them."""

Step: TypeAlias = int | Side
"""An item on the axis, or branches."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a chain puts below each other.

    Args:
        steps: in their order.
        aside: for each item on the axis, the items to which its value does not go straight down.
        spurs: for each item on the axis, what hangs on it and leads nowhere.
        apart: whether nothing may pass beside these, so that the axis leaves room for them.
    """

    steps: tuple[Step, ...]
    aside: dict[int, tuple[int, ...]]
    spurs: Parts = field(default_factory=dict)
    apart: bool = False

    @property
    def joins(self) -> bool:
        """Whether a lane leads to the end."""
        return any(END in goals for goals in self.aside.values())


def plan(
    stretch: Stretch, opened: Collection[int], depth: int, large: Collection[int] = ()
) -> Plan:
    """The plan for a stretch.

    Args:
        stretch: the items.
        opened: items of which nothing may stand to the right.
        depth: how many chains are around this one.
        large: items for which the axis leaves no room beside itself.
    """
    open_ = frozenset(opened)
    found = _hung(stretch, dead_ends(stretch), open_, depth)
    # A lane, or what hangs there, would have to run through the other.
    if not found.aside and open_.isdisjoint(stretch.items):
        return found
    some = {item: [p for p in parts if _is_small(p, large)] for item, parts in found.spurs.items()}
    hanging = {item: parts for item, parts in some.items() if parts}
    return replace(_hung(stretch, hanging, open_, depth), apart=True)


def _is_small(part: Sequence[int], large: Collection[int]) -> bool:
    return len(part) <= FEW and not set(large).intersection(part)


def _hung(stretch: Stretch, parts: Parts, opened: frozenset[int], depth: int) -> Plan:
    """The plan of what leads on; what hangs on an item stands where that one does."""
    rest = without(stretch, parts)
    found = _Planner(rest, opened, frozenset(rest.items), parts).plan(depth)
    axis = {SOURCE, *(step for step in found.steps if isinstance(step, int))}
    return replace(found, spurs={item: some for item, some in parts.items() if item in axis})


@dataclass(frozen=True, slots=True)
class _Planner:
    stretch: Stretch
    opened: frozenset[int]
    inside: frozenset[int]
    hanging: Parts

    def plan(self, depth: int) -> Plan:
        steps = tuple(self._steps(depth))
        return Plan(steps, self._aside(steps))

    def _steps(self, depth: int) -> Iterator[Step]:
        """A step for each segment; a group whose branches would shut a lane out as its items.

        A part that nothing stands beside takes the steps that it has by itself, so that what
        passes it leads straight to the item below.
        """
        found: Sequence[Segment] = segments(self.stretch)
        if depth > DEEPEST:
            found = self.stretch.items
        for i, segment in enumerate(found):
            if isinstance(segment, int):
                yield segment
                continue
            above = found[i - 1] if i else SOURCE
            below = found[i + 1] if i + 1 < len(found) else END
            side = self._side(above, segment, below)
            if len(segment) == 1:
                yield from self._within(segment[0], side.branches[0])._steps(depth + 1)
            elif can_stand(side.branches, side.trunk):
                yield side
            else:
                yield from sorted(item for part in segment for item in part)

    def _within(self, part: tuple[int, ...], branch: Branch) -> "_Planner":
        """The planner of one part, which is a branch by itself."""
        stretch = replace(self.stretch, items=part, starts=branch.starts, ends=branch.ends)
        return replace(self, stretch=stretch, inside=frozenset(part))

    def _side(self, above: Segment, group: Group, below: Segment) -> Side:
        """The parts of a group between two cuts, or the ends of the stretch."""
        assert isinstance(above, int)  # noqa: S101  groups stand between cuts
        heads = self._heads(above)
        branches = tuple(
            Branch(
                (*part, *self._hanging_on(part)),
                starts=frozenset(item for item in part if item in heads),
                ends=frozenset(item for item in part if below in self._goals(item)),
                depth=longest_way(part, self.stretch.after),
                open=not self.opened.isdisjoint(part),
            )
            for part in group
        )
        trunk = trunk_of(branches, passed=below in heads) if len(group) > 1 else 0
        return Side(branches, trunk)

    def _hanging_on(self, part: Sequence[int]) -> Iterator[int]:
        """What hangs on the items of a part, and stands within it."""
        for item in part:
            yield from (one for hanging in self.hanging.get(item, ()) for one in hanging)

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
