"""How a flow chart is set: which way it runs, what it says, and the sizes of type and gaps.

All lengths are in points.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Way: TypeAlias = Literal["down", "right", "up"]
"""Which way values flow on the page."""

TITLE, FOLLOWER, LABEL, QUIET, SYMBOL, FRAME = 10.5, 9.5, 8.5, 8.0, 13.0, 9.5
"""Sizes of type: of a layer, of what follows it, of a shape, of small print, and so on."""

SMALLEST: Final = QUIET
"""The smallest type in any picture, before it is scaled to a page."""

NARROWEST, WIDEST = 84.0, 190.0
"""Of a box in a chart that runs down; a longer text takes more lines."""

WIDEST_CARD: Final = 110.0
"""Of a box in a chart that runs to the right."""

WIDEST_TITLE: Final = 150.0
"""Of the title of a frame, which stands beside the axis."""

CIRCLE: Final = 20.0
"""The diameter of a box that is a sign."""

GAP: Final = 13.0
"""Between two boxes that one arrow joins."""

ARROW: Final = 10.0
"""What an arrow takes at least, below a label or a dot."""

DOT: Final = 6.0
"""From a box, or from a label, to the dot where its value parts."""

LABELLED: Final = 12.0
"""The height of the shape of a value, with the air above it."""

BUS: Final = 13.0
"""From the line that leads to branches to the first boxes of these."""

LANE: Final = 11.0
"""Between lines that run beside each other."""

BESIDE: Final = 16.0
"""Between branches."""

PAD: Final = 10.0
"""Between a frame and what is in it."""

STACK: Final = 5.0
"""How far the frames stick out that lie behind a repeated one."""

ROW_GAP: Final = 1.5
"""Between the rows of a box."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a flow chart shows, and which way it runs.

    Args:
        way: which way values flow; `up` is for the second half of a U.
        params: whether names and parameters of layers are shown.
        shapes: whether shapes are shown where they are new.
    """

    way: Way = "down"
    params: bool = True
    shapes: bool = True

    @property
    def across(self) -> bool:
        """Whether values flow across the page, from left to right."""
        return self.way == "right"
