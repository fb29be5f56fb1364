"""The axis of a chain while it is drawn: how far it has come, and what leads on from there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from archspec.backends.diagram.chart.block import Block, Spot
from archspec.backends.diagram.chart.branches import write_shape
from archspec.backends.diagram.chart.look import DOT, LABELLED


@dataclass(slots=True)
class Axis:
    """Draws what is on the axis, from the beginning to the end.

    Args:
        block: what comes of it.
        flow: how far it has come.
        start: where the line to what comes next begins; None where none does, or where it comes
            from above.
        tail: the shape to be written beside that line.
        pieces: where each piece begins, and how far it reaches to the right.
    """

    block: Block = field(default_factory=Block)
    flow: float = 0
    start: float | None = None
    tail: str = ""
    pieces: list[tuple[float, float]] = field(default_factory=list)

    def put(self, block: Block) -> float:
        """Puts a block here; gives where it begins."""
        top = self.flow
        self.block.put(block, 0, top)
        self.pieces.append((top, block.right))
        self.flow = top + block.length
        return top

    def line(self, flow: float, *, arrow: bool = False) -> None:
        """Draws the line as far as a place; from above the chain where none began."""
        if self.start is None:
            self.block.enter, self.block.arrow = flow, arrow
        else:
            self.block.wire((0, self.start), (0, flow), arrow=arrow)
        self.start = flow

    def shape(self) -> float:
        """Writes the shape of the value beside the line; gives how far that reaches."""
        if not self.tail:
            return 0
        reach = write_shape(self.block, self.tail, self.flow)
        self.flow += LABELLED
        return reach

    def part(self, *, straight: bool) -> tuple[Spot, ...]:
        """A dot where a value parts, or the corner where it turns aside; gives the way there.

        Args:
            straight: whether some of it goes on along the axis.
        """
        self.flow += DOT
        spot = (0.0, self.flow)
        if not straight and self.start is not None:
            return (0.0, self.start), spot
        self.line(self.flow)
        self.block.dot(*spot)
        return (spot,)

    def meet(self, exits: Sequence[Spot], *, trunk: bool, side: bool) -> list[Spot]:
        """Leads branches to a line above the next item; gives those that lead to its side instead.

        Args:
            exits: where they come out, that of the one on the axis first.
            trunk: whether one of them stays on the axis.
            side: whether the next item has a side to which the others can lead.
        """
        self.start = None
        if exits and exits[0][0] == 0 and (trunk or len(exits) == 1):
            self.start, exits = exits[0][1], exits[1:]
        if trunk and side:
            return list(exits)
        if exits:
            self.flow += DOT
            for cross, flow in exits:
                self.block.wire((cross, flow), (cross, self.flow), (0, self.flow))
            if self.start is not None or any(cross == 0 for cross, _ in exits):
                self.block.dot(0, self.flow)
            self.start = self.flow if self.start is None else self.start
        return []
