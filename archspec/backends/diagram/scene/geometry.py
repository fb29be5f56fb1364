"""Where items of a scene are, and the same items elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import cos, radians, sin

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Circle, Item, Path, Point, Polygon, Rect, Text

ASCENT, DESCENT = 0.76, 0.24
"""Of DejaVu Sans above and below the base line, in em, as capitals and most letters have it."""

ANCHORED = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""Which share of a text is to the left of its anchor."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest upright rectangle around something, in points."""

    left: float
    top: float
    right: float
    bottom: float


def bounds(items: Iterable[Item]) -> Bounds:
    """The bounds of items, without the widths of their lines; all 0 where there are none.

    >>> bounds([Circle(10, 10, 4, "merge"), Text(10, 30, "", 8)])
    Bounds(left=6, top=6, right=14, bottom=31.92)
    """
    points = [point for item in items for point in corners(item)] or [(0.0, 0.0)]
    across, down = [x for x, _ in points], [y for _, y in points]
    return Bounds(min(across), min(down), max(across), max(down))


def corners(item: Item) -> Iterator[Point]:
    """Points that enclose an item; those of a turned text are turned with it."""
    match item:
        case Rect(x=x, y=y, width=width, height=height):
            yield from ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        case Circle(x=x, y=y, radius=radius):
            yield from ((x - radius, y - radius), (x + radius, y + radius))
        case Path(points=points) | Polygon(points=points):
            yield from points
        case Text():
            yield from _text(item)


def _text(item: Text) -> Iterator[Point]:
    width = text_width(item.text, item.size, bold=item.bold)
    left = -width * ANCHORED[item.anchor]
    along, down = cos(radians(item.angle)), sin(radians(item.angle))
    for x in (left, left + width):
        for y in (-ASCENT * item.size, DESCENT * item.size):
            yield item.x + x * along - y * down, item.y + x * down + y * along


def moved(items: Iterable[Item], right: float, down: float) -> Iterator[Item]:
    """The same items so many points farther right and down.

    >>> list(moved([Path(((0, 0), (5, 0)), "wire")], 1, 2))[0].points
    ((1, 2), (6, 2))
    """
    for item in items:
        if isinstance(item, Path | Polygon):
            points = tuple((x + right, y + down) for x, y in item.points)
            yield replace(item, points=points)
        else:
            yield replace(item, x=item.x + right, y=item.y + down)
