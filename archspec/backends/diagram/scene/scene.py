"""A picture once everything has its place: shapes and texts in points, before they have colours.

The y axis points down. A role (`convolution`, `frame`, `wire`, …) says what an item is; the palette
says how that looks, so that one scene is drawn in light and dark, and as SVG, TeX, PNG and PDF.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
Anchor: TypeAlias = Literal["start", "middle", "end"]
Face: TypeAlias = Literal["front", "top", "side", "band"]
"""Which side of a block a polygon is; a band has the colour of the family's line."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle with round corners.

    Args:
        x: the left edge.
        y: the upper edge.
        width: of the rectangle.
        height: of the rectangle.
        role: chooses fill and line.
        radius: of its corners.
        path: the node or scope that it shows; neighbours with one path have one tooltip.
    """

    x: float
    y: float
    width: float
    height: float
    role: str
    radius: float = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A line along points.

    Args:
        points: at least two.
        role: chooses the colour.
        radius: of the bends.
        arrow: whether it ends in a head, whose tip is the last point.
        dashed: whether it is broken.
        path: as in `Rect`.
    """

    points: tuple[Point, ...]
    role: str
    radius: float = 0
    arrow: bool = False
    dashed: bool = False
    path: str = ""


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled shape with straight sides, each of whose points is given once."""

    points: tuple[Point, ...]
    role: str
    face: Face = "front"
    path: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle about a point."""

    x: float
    y: float
    radius: float
    role: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; nothing in it is markup.

    Args:
        x: where the anchor is.
        y: the base line.
        text: what it says.
        size: of the type, in points.
        role: chooses the colour: `ink` or `quiet`.
        anchor: which end of the text is at x.
        bold: whether it is bold.
        angle: degrees by which it is turned about its anchor, clockwise.
        path: as in `Rect`.
    """

    x: float
    y: float
    text: str
    size: float
    role: str = "ink"
    anchor: Anchor = "middle"
    bold: bool = False
    angle: float = 0
    path: str = ""


Item: TypeAlias = Rect | Path | Polygon | Circle | Text


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole drawing, whose upper left corner is at 0, 0.

    Args:
        width: of everything, with margins.
        height: of everything, with margins.
        title: the name of the picture, for those who hear it.
        description: what it shows, in a sentence or two.
        items: what is drawn; a later one lies on an earlier one.
    """

    width: float
    height: float
    title: str
    description: str
    items: tuple[Item, ...]

    @property
    def texts(self) -> Iterator[str]:
        """What is written in it."""
        return (item.text for item in self.items if isinstance(item, Text))
