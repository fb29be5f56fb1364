"""Colours: a tint and a line for each family of layers, legible on paper and in grey.

Every text on every tint has a contrast of at least 7 to 1 (WCAG AAA), and no two families are
told apart by colour alone, since each box says what it is. Hues keep the order of Okabe and Ito's
palette for colour-blind readers.
"""

from dataclasses import dataclass

INK = "#1f2933"
"""Text."""

QUIET = "#4b5866"
"""Small text: parameters, shapes."""

LINE = "#62707e"
"""Edges."""

PAPER = "#ffffff"
FRAME_FILL = "#f7f9fb"
FRAME_LINE = "#c3ccd5"
RUN_FILL = "#eef2f6"
RUN_LINE = "#7d8b99"


@dataclass(frozen=True, slots=True)
class Colours:
    """The fill of a box and the line around it."""

    fill: str
    line: str


FAMILIES = {
    "convolution": Colours("#d6e6f5", "#5b8fbf"),
    "linear": Colours("#e3dcf2", "#8a76b8"),
    "attention": Colours("#f8dbe6", "#bf6f8f"),
    "pooling": Colours("#fbe0cd", "#cc8a55"),
    "resampling": Colours("#cfece6", "#4f9f90"),
    "normalisation": Colours("#e8edd8", "#93a163"),
    "activation": Colours("#fdf1c2", "#bfa13a"),
    "regularisation": Colours("#f1efec", "#a39c93"),
    "shape": Colours("#eceff2", "#8c98a4"),
    "merge": Colours("#ffffff", "#4b5866"),
}
OTHER = Colours("#eef0f3", "#7d8b99")
FOLDED = Colours("#e6ebf0", "#6d7b89")
"""A scope that is drawn as one box."""

ENDS = Colours("#ffffff", "#4b5866")
"""What the network takes and gives."""


def colours(family: str) -> Colours:
    """The colours of a family; a quiet grey for one that a user made up.

    >>> colours("pooling").fill, colours("my own family") == OTHER
    ('#fbe0cd', True)
    """
    return FAMILIES.get(family, OTHER)
