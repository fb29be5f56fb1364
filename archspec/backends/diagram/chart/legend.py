"""What the colours of a picture mean, in a line or two below it."""

from collections.abc import Iterator
from dataclasses import dataclass

from archspec.backends.diagram.chart.look import LABEL
from archspec.backends.diagram.picture.picture import Picture
from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Item, Rect, Text

SWATCH = 9.0
"""The side of a sample of a colour."""

LINE = 15.0
"""From one line to the next."""

APART = 14.0
"""Between one entry and the next."""

ABOVE = 12.0
"""Between the picture and the legend."""

WIDEST = 320.0
"""A legend is as wide as its picture, or this wide where that is narrower."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A role with what it means, and where it stands."""

    role: str
    x: float
    y: float


def entries(picture: Picture, width: float) -> list[Entry]:
    """Where each colour that occurs is explained, from the upper left corner of the legend.

    >>> from archspec.backends.diagram.picture.picture import Box, Row
    >>> rows = (Row("conv", family="convolution"), Row("relu", family="activation"))
    >>> [(e.role, e.y) for e in entries(Picture("x", (), (Box("a", rows),), ()), 300)]
    [('convolution', 12.0), ('activation', 12.0)]
    """
    room = max(width, WIDEST)
    found: list[Entry] = []
    x, y = 0.0, ABOVE
    for role in _roles(picture):
        if x and x + _width(role) > room:
            x, y = 0.0, y + LINE
        found.append(Entry(role, x, y))
        x += _width(role) + APART
    return found


def legend_size(picture: Picture, width: float) -> tuple[float, float]:
    """How wide and how high the legend is below a picture of that width."""
    found = entries(picture, width)
    wide = max((entry.x + _width(entry.role) for entry in found), default=0)
    return wide, max((entry.y + LINE for entry in found), default=0)


def legend(picture: Picture, width: float, left: float, top: float) -> Iterator[Item]:
    """The legend, with its upper left corner at a place."""
    for entry in entries(picture, width):
        x, y = left + entry.x, top + entry.y
        yield Rect(x, y, SWATCH, SWATCH, entry.role, 2)
        yield Text(x + SWATCH + 4, y + SWATCH - 1, entry.role, LABEL, "quiet", "start")


def _roles(picture: Picture) -> list[str]:
    """Families of layers in the order in which they occur; the rest says itself what it is."""
    families = [row.family for box in picture.boxes if box.kind == "layer" for row in box.rows]
    return list(dict.fromkeys(family for family in families if family))


def _width(role: str) -> float:
    return SWATCH + 4 + text_width(role, LABEL)
