"""Blocks as columns on a page, with the lines that lead from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from archspec.backends.diagram.chart.block import Block
from archspec.backends.diagram.chart.branches import tail_reach, write_shape
from archspec.backends.diagram.chart.look import ARROW, GAP, LABELLED

GUTTER = 26.0
"""Between columns; the line from foot to head runs in its middle."""

FOOT = 11.0
"""From the end of a column to the line that leads to the next."""

HEAD = 16.0
"""From that line to the first box."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block whose value leaves on another axis than the one on which it comes in.

    Args:
        block: about the axis on which a value comes in.
        out: where the other axis is.
    """

    block: Block
    out: float = 0


def typeset(pieces: Sequence[Piece]) -> Piece:
    """Pieces side by side, each with a line from its foot to the head of the next."""
    if len(pieces) == 1:
        return pieces[0]
    page = Block(enter=HEAD + pieces[0].block.enter, arrow=pieces[0].block.arrow)
    axis = 0.0
    for piece, after in pairwise([*pieces, None]):
        assert piece is not None  # noqa: S101  only the last one has no other after it
        page.put(piece.block, axis, HEAD)
        page.length = max(page.length, HEAD + piece.block.length)
        out = axis + piece.out
        if after is None:
            page.leave, page.tail = HEAD + piece.block.leave, piece.block.tail
            return Piece(page, out)
        edge = max(axis + piece.block.right, out + tail_reach(piece.block))
        axis = edge + GUTTER - after.block.left
        _connect(page, piece.block, out, edge + GUTTER / 2, (axis, after.block))
    raise AssertionError("there is at least one piece")


def stacked(before: Block, piece: Piece) -> Piece:
    """A block, and a piece below it on the same axis."""
    page = Block(enter=before.enter, arrow=before.arrow)
    page.put(before, 0, 0)
    top = before.length
    if before.tail:
        write_shape(page, before.tail, top)
        top += LABELLED
    top = max(top + ARROW, before.length + GAP)
    after = piece.block
    page.put(after, 0, top)
    page.wire((0, before.leave), (0, top + after.enter), arrow=after.arrow)
    page.length, page.leave, page.tail = top + after.length, top + after.leave, after.tail
    return Piece(page, piece.out)


def followed(piece: Piece, after: Block) -> Piece:
    """A piece, and a block below it on the axis on which its value leaves."""
    above = piece.block
    page = Block(enter=above.enter, arrow=above.arrow)
    page.put(above, 0, 0)
    top = above.length
    if above.tail:
        write_shape(page, above.tail, top, piece.out)
        top += LABELLED
    top = max(top + ARROW, above.length + GAP)
    page.put(after, piece.out, top)
    way = (piece.out, above.leave), (piece.out, top + after.enter)
    page.wire(*way, arrow=after.arrow)
    page.length, page.leave, page.tail = top + after.length, top + after.leave, after.tail
    return Piece(page, piece.out)


def _connect(
    page: Block, block: Block, out: float, gutter: float, target: tuple[float, Block]
) -> None:
    """The line from the foot of a block through the gutter to the head of another."""
    foot = HEAD + block.length
    if block.tail:
        write_shape(page, block.tail, foot, out)
        foot += LABELLED
    foot += FOOT
    axis, after = target
    head = HEAD - ARROW - 1
    page.wire(
        (out, HEAD + block.leave),
        (out, foot),
        (gutter, foot),
        (gutter, head),
        (axis, head),
        (axis, HEAD + after.enter),
        arrow=after.arrow,
    )
    page.length = max(page.length, foot + 2)
