"""Branches beside each other, below a line that leads to all that take what comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from archspec.backends.diagram.chart.block import Block, Spot
from archspec.backends.diagram.chart.branches import Branch, places
from archspec.backends.diagram.chart.plan import Side


@dataclass(frozen=True, slots=True)
class Standing:
    """A branch in its place: its block, where the axis of that is, and where it begins."""

    branch: Branch
    block: Block
    axis: float
    begin: float


@dataclass(frozen=True, slots=True)
class Branches:
    """Branches in their places.

    Args:
        standing: all of them.
        exits: where what they give comes out; of a branch on the axis first.
        height: of the highest.
        reach: how far they reach to the right.
    """

    standing: tuple[Standing, ...]
    exits: tuple[Spot, ...]
    height: float
    reach: float


def side_by_side(side: Side, blocks: Sequence[Block], top: float, clear: float) -> Branches:
    """Places branches; those that stand about the axis are centred, others begin at the top.

    Args:
        side: the branches.
        blocks: what they are drawn as.
        top: where the highest begins.
        clear: what those beside a trunk keep from its axis, for the merge below it.
    """
    height = max(block.length for block in blocks)
    axes = places(side.branches, blocks, side.trunk, clear)
    standing: list[Standing] = []
    exits: list[Spot] = []
    for i, (branch, block, axis) in enumerate(zip(side.branches, blocks, axes, strict=True)):
        centred = side.trunk is None and branch.starts and branch.ends
        begin = top + (height - block.length) / 2 if centred else top
        standing.append(Standing(branch, block, axis, begin))
        if branch.ends:
            exits.insert(0 if i == side.trunk else len(exits), (axis, begin + block.leave))
    reach = max(axis + block.right for block, axis in zip(blocks, axes, strict=True))
    return Branches(tuple(standing), tuple(exits), height, reach)
