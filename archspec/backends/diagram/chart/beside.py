"""What stands beside the axis of a chain: branches next to each other, and what leads nowhere."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

from archspec.backends.diagram.chart.block import Block, Spot
from archspec.backends.diagram.chart.branches import places, with_tail
from archspec.backends.diagram.chart.levels import SOURCE
from archspec.backends.diagram.chart.look import BESIDE, BUS, DOT
from archspec.backends.diagram.chart.plan import END, Side, Step
from archspec.backends.diagram.picture.picture import Box

if TYPE_CHECKING:
    from archspec.backends.diagram.chart.chain import Chain


def stand_side_by_side(chain: "Chain", above: int | None, side: Side, below: Step) -> None:
    """Several parts next to each other, below a line that leads to all that take what comes.

    Args:
        chain: that has come this far.
        above: the item whose value they take; None where no single one is.
        side: the parts.
        below: the step after them.
    """
    blocks = [with_tail(chain.inner(b.items, b.starts, b.ends)) for b in side.branches]
    fed = above is not None and any(branch.starts for branch in side.branches)
    chain.advance(above, straight=False, branching=fed)
    bus, top, height = chain.start, chain.flow, max(block.length for block in blocks)
    axes = places(side.branches, blocks, side.trunk, _clear(chain, below))
    exits: list[Spot] = []
    for i, (branch, block, axis) in enumerate(zip(side.branches, blocks, axes, strict=True)):
        centred = side.trunk is None and branch.starts and branch.ends
        begin = top + (height - block.length) / 2 if centred else top
        chain.block.put(block, axis, begin)
        if fed and branch.starts and bus is not None:
            head = (axis, begin + block.enter)
            chain.block.wire((0, bus), (axis, bus), head, arrow=block.arrow)
        if branch.ends:
            exits.insert(0 if i == side.trunk else len(exits), (axis, begin + block.leave))
    reach = max(axis + block.right for block, axis in zip(blocks, axes, strict=True))
    chain.pieces.append((top, reach))
    chain.flow = top + height
    _meet(chain, exits, trunk=side.trunk is not None, below=below)


def _clear(chain: "Chain", below: Step) -> float:
    """How far a merge reaches into which branches lead from the side."""
    return chain.chart.block(chain.level, below).right if _is_box(below, chain) else 0


def _is_box(step: Step, chain: "Chain") -> TypeGuard[int]:
    return isinstance(step, int) and step != END and isinstance(chain.level.items[step], Box)


def _meet(chain: "Chain", exits: Sequence[Spot], *, trunk: bool, below: Step) -> None:
    """Leads branches to the next item: to its side, or to a line above it."""
    chain.start = None
    if exits and exits[0][0] == 0 and (trunk or len(exits) == 1):
        chain.start, exits = exits[0][1], exits[1:]
    if trunk and _is_box(below, chain):
        chain.sides = list(exits)
    elif exits:
        chain.flow += DOT
        for cross, flow in exits:
            chain.block.wire((cross, flow), (cross, chain.flow), (0, chain.flow))
        if chain.start is not None or any(cross == 0 for cross, _ in exits):
            chain.block.dot(0, chain.flow)
        chain.start = chain.flow if chain.start is None else chain.start


def room_beside(chain: "Chain", item: int | None) -> float:
    """What the axis leaves below a dot for what hangs there, where nothing may pass beside that."""
    if item is None or not chain.plan.apart:
        return 0
    parts = chain.plan.spurs.get(item, ())
    return max((BUS + _hanging(chain, item, part).length for part in parts), default=0)


def hang(chain: "Chain", item: int) -> None:
    """Puts what leads nowhere beside the axis, where its line turns aside; lower ones first."""
    ((_, turn),) = chain.origins[item][-1:]
    parts = chain.plan.spurs[item]
    goes_on = item in chain.plan.aside or item in chain.needs.below
    for part in parts:
        block, top = _hanging(chain, item, part), turn + BUS
        axis = chain.skyline.over(turn, top + block.length) + BESIDE - block.left
        dots = [(axis, turn)] if goes_on or part != parts[-1] else []
        chain.block.put(block, axis, top)
        way = (0, turn), (axis, turn), (axis, top + block.enter)
        chain.block.wire_past(dots, *way, arrow=block.arrow)
        chain.block.length = max(chain.block.length, top + block.length)
        chain.skyline.lift(turn, top + block.length, axis + block.right)


def _hanging(chain: "Chain", item: int, part: tuple[int, ...]) -> Block:
    fed = chain.stretch.starts if item == SOURCE else chain.stretch.after[item]
    return with_tail(chain.inner(part, frozenset(part).intersection(fed), frozenset()))
