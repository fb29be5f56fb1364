"""Branches side by side: the deepest on the axis and the others to its right, or all about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from archspec.backends.diagram.chart.block import Block
from archspec.backends.diagram.chart.look import BESIDE, LABEL, LABELLED
from archspec.backends.diagram.scene.metrics import text_width

CLEAR = 14.0
"""From the side of a merge to the line of a branch that leads there."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several parts that stand beside each other.

    Args:
        items: in it.
        starts: those that take what comes from above.
        ends: those that give what goes on below.
        depth: how many of them follow each other.
        open: whether nothing may stand to the right of it.
    """

    items: tuple[int, ...]
    starts: frozenset[int]
    ends: frozenset[int]
    depth: int
    open: bool = False


def trunk_of(branches: Sequence[Branch], *, passed: bool) -> int | None:
    """Which branch stays on the axis; None where all stand about it.

    Args:
        branches: at least two.
        passed: whether a shortcut runs beside them.

    >>> flat, deep = (Branch((), frozenset({0}), frozenset({0}), depth) for depth in (1, 3))
    >>> trunk_of([flat, deep], passed=False), trunk_of([flat, flat, deep], passed=False)
    (1, None)
    """
    through = [i for i, one in enumerate(branches) if one.starts and one.ends]
    alike = len({(bool(one.starts), bool(one.ends)) for one in branches}) == 1
    depths = sorted((one.depth for one in branches), reverse=True)
    even = len(branches) > 2 or (depths[0] == depths[1] and not passed)
    if alike and even:
        return None
    return max(through or range(len(branches)), key=lambda i: (branches[i].depth, -i))


def can_stand(branches: Sequence[Branch], trunk: int | None) -> bool:
    """Whether the one branch that must be open to the right, if there is one, can stand there."""
    opened = [i for i, one in enumerate(branches) if one.open]
    return not opened or (len(opened) == 1 and opened[0] != trunk)


def places(
    branches: Sequence[Branch], blocks: Sequence[Block], trunk: int | None, clear: float
) -> list[float]:
    """The axis of each branch; one that must be open stands last.

    Args:
        branches: at least two.
        blocks: what they are drawn as.
        trunk: the one on the axis; None where all stand about it.
        clear: what those beside a trunk keep from its axis, for the merge below it.
    """
    order = sorted(range(len(branches)), key=lambda i: (i != trunk, branches[i].open, i))
    axes: dict[int, float] = {}
    edge = None
    for i in order:
        axes[i] = 0.0 if edge is None else edge + BESIDE - blocks[i].left
        if edge is not None and trunk is not None and branches[i].ends:
            axes[i] = max(axes[i], clear + CLEAR)
        edge = axes[i] + blocks[i].right
    middle = 0.0 if trunk is not None else _middle([axes[i] for i in order])
    return [axes[i] - middle for i in range(len(branches))]


def _middle(axes: Sequence[float]) -> float:
    """The axis in the middle, or the place between the two of them.

    >>> _middle([0, 10, 50]), _middle([0, 10, 50, 60])
    (10.0, 30.0)
    """
    half = len(axes) // 2
    return float(axes[half]) if len(axes) % 2 else (axes[half - 1] + axes[half]) / 2


def with_tail(block: Block) -> Block:
    """A branch with the shape of what it gives written beside the line below it."""
    if not block.tail:
        return block
    taller = Block(block.left, block.right, block.length + LABELLED, block.enter, block.arrow)
    taller.put(block, 0, 0)
    taller.leave = block.leave
    write_shape(taller, block.tail, block.length)
    return taller


def tail_reach(block: Block) -> float:
    """How far right of the axis the shape below a block reaches."""
    return 4 + text_width(block.tail, LABEL) if block.tail else 0


def write_shape(block: Block, text: str, flow: float, axis: float = 0) -> float:
    """Writes a shape right of an axis; gives how far it reaches."""
    width = text_width(text, LABEL)
    block.label(text, axis + 4, flow + 2, width, LABELLED - 2)
    return axis + 4 + width
