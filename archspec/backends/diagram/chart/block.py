"""Blocks: parts of a flow chart about an axis, put together before anybody knows where they stand.

Positions have two coordinates. *Flow* runs from the beginning of a block to its end, and *cross*
from the axis, which is at 0, to the right of somebody who goes with the flow. A chart that runs
down and one that runs to the right differ in how these become x and y, and in nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from archspec.backends.diagram.picture.picture import Box, Frame

Spot: TypeAlias = tuple[float, float]
"""Cross and flow."""


@dataclass(frozen=True, slots=True)
class Area:
    """Something with extents: a box, a frame, or the room of a text.

    Args:
        cross: where it begins.
        flow: where it begins.
        breadth: its extent across the flow.
        length: its extent along the flow.
        shows: what stands there.
        upward: whether it stands where the flow goes up.
    """

    cross: float
    flow: float
    breadth: float
    length: float
    shows: Box | Frame | str
    upward: bool = False


@dataclass(frozen=True, slots=True)
class Wire:
    """A line with right angles."""

    spots: tuple[Spot, ...]
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a value parts."""

    spot: Spot


Mark: TypeAlias = Area | Wire | Dot


@dataclass(slots=True)
class Block:
    """A part of a chart.

    Everything in it lies between `left` and `right`, and between 0 and `length`.

    Args:
        left: the extent left of the axis, not positive.
        right: the extent right of it.
        length: along the flow.
        enter: where on the axis a line from above ends.
        arrow: whether it ends there in a head, as at a box.
        leave: where on the axis a line to what follows begins.
        tail: the shape of what it gives, to be written beside that line.
        marks: what is drawn of the block itself.
        parts: blocks in it, each with the place of its axis and of its beginning.
        ports: where lines that run beside the axis begin and end, by what they belong to.
    """

    left: float = 0
    right: float = 0
    length: float = 0
    enter: float = 0
    arrow: bool = False
    leave: float = 0
    tail: str = ""
    marks: list[Mark] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)
    ports: dict["Port", Spot] = field(default_factory=dict)

    def put(self, block: "Block", cross: float, flow: float, *, upward: bool = False) -> None:
        """Puts a block into this one, which grows sideways with it."""
        self.parts.append((block, cross, flow, upward))
        self.widen(cross + block.left, cross + block.right)
        for port, spot in block.ports.items():
            self.ports[port] = _placed(spot, block, cross, flow, upward=upward)

    def widen(self, left: float, right: float) -> None:
        """Takes in what reaches from `left` to `right`."""
        self.left, self.right = min(self.left, left), max(self.right, right)

    def wire(self, *spots: Spot, arrow: bool = False) -> None:
        """Draws a line; points that it passes twice, or goes straight on at, are left out."""
        bends = straightened(spots)
        if len(bends) > 1:
            self.marks.append(Wire(bends, arrow))

    def wire_past(self, dots: Sequence[Spot], *spots: Spot, arrow: bool = False) -> None:
        """Draws a line in pieces between dots on it, at which it turns without a bend."""
        piece: list[Spot] = []
        for spot in spots:
            piece.append(spot)
            if spot in dots:
                self.wire(*piece)
                self.dot(*spot)
                piece = [spot]
        self.wire(*piece, arrow=arrow)

    def label(self, text: str, cross: float, flow: float, breadth: float, length: float) -> None:
        """Writes a text into a room, to which the block grows."""
        self.marks.append(Area(cross, flow, breadth, length, text))
        self.widen(cross, cross + breadth)

    def dot(self, cross: float, flow: float) -> None:
        """Draws a dot."""
        self.marks.append(Dot((cross, flow)))


Part: TypeAlias = tuple[Block, float, float, bool]
"""A block, where its axis and its beginning are, and whether its flow runs against that of the
block around it, in which case it begins at its end."""

Port: TypeAlias = tuple[str, str]
"""What kind of end, and of which box or item: see `lanes`."""


def spread(block: Block) -> Iterator[Mark]:
    """Every mark of a block and of its parts, in its own coordinates; outer ones first.

    >>> inner, outer = Block(length=10), Block(length=30)
    >>> inner.dot(0, 4)
    >>> outer.put(inner, 5, 20)
    >>> outer.put(inner, 5, 0, upward=True)
    >>> [mark.spot for mark in spread(outer)]
    [(5, 24), (5, 6)]
    """
    todo: list[tuple[Block, float, float, int]] = [(block, 0, 0, 1)]
    while todo:
        one, cross, origin, sign = todo.pop()
        for mark in one.marks:
            yield _moved(mark, cross, origin, sign)
        for part, c, f, turned in reversed(one.parts):
            begin = f + part.length if turned else f
            todo.append((part, cross + c, origin + sign * begin, -sign if turned else sign))


def straightened(spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """The ends and the bends of a line.

    >>> straightened(((0, 0), (0, 5), (0, 5), (0, 9), (4, 9)))
    ((0, 0), (0, 9), (4, 9))
    """
    bends: list[Spot] = []
    for spot in spots:
        if bends and spot == bends[-1]:
            continue
        if len(bends) > 1 and _in_line(bends[-2], bends[-1], spot):
            bends.pop()
        bends.append(spot)
    return tuple(bends)


def _in_line(a: Spot, b: Spot, c: Spot) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])


def _placed(spot: Spot, block: Block, cross: float, flow: float, *, upward: bool) -> Spot:
    return cross + spot[0], flow + (block.length - spot[1] if upward else spot[1])


def _moved(mark: Mark, cross: float, origin: float, sign: int) -> Mark:
    """A mark elsewhere; with the sign -1, what came later comes earlier."""

    def at(spot: Spot) -> Spot:
        return cross + spot[0], origin + sign * spot[1]

    if isinstance(mark, Wire):
        return replace(mark, spots=tuple(map(at, mark.spots)))
    if isinstance(mark, Dot):
        return Dot(at(mark.spot))
    begin = mark.flow if sign > 0 else mark.flow + mark.length
    c, f = at((mark.cross, begin))
    return replace(mark, cross=c, flow=f, upward=sign < 0)
