"""Shapes and texts of a scene as what matplotlib draws."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text as Label

from archspec.backends.diagram.scene.palette import Colours, Theme
from archspec.backends.diagram.scene.scene import (
    Anchor,
    Circle,
    Item,
    Path,
    Point,
    Polygon,
    Rect,
    Text,
)
from archspec.backends.diagram.scene.strokes import DASHES, THICK, THIN, Step, rounded, stroke
from archspec.backends.diagram.scene.system_fonts import families, in_order
from archspec.diagnostics.readable import printable

ALIGNMENTS: Mapping[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}


def artists(item: Item, theme: Theme) -> Iterator[Artist]:
    """What is drawn for an item, the lowest first."""
    match item:
        case Rect(role=role):
            yield _area(_rect(item), theme.colours(role))
        case Circle(x=x, y=y, radius=radius, role=role):
            yield _area(_circle((x, y), radius), theme.colours(role))
        case Polygon(points=points, role=role, face=face):
            look = theme.colours(role, face)
            yield _area(_closed(points), Colours(look.fill, "none") if face == "band" else look)
        case Path():
            yield from _line(item, theme.colours(item.role))
        case Text():
            yield _text(item, theme.colours(item.role))


def _area(outline: Outline, look: Colours) -> Artist:
    style: dict[str, Any] = {"linewidth": THIN, "joinstyle": "round"}
    return PathPatch(outline, facecolor=look.fill, edgecolor=look.line, **style)


def _line(item: Path, look: Colours) -> Iterator[Artist]:
    drawn = stroke(item)
    # Matplotlib counts dashes in widths of the line.
    dashes = (0, [length / THICK for length in DASHES]) if item.dashed else "solid"
    style: dict[str, Any] = {"linewidth": THICK, "linestyle": dashes, "capstyle": "butt"}
    yield PathPatch(_outline(drawn.steps), facecolor="none", edgecolor=look.line, **style)
    if drawn.head is not None:
        yield PathPatch(_closed(drawn.head), facecolor=look.fill, edgecolor="none")


def _outline(steps: Sequence[Step]) -> Outline:
    codes = {"M": Outline.MOVETO, "L": Outline.LINETO, "Q": Outline.CURVE3}
    points = [(point, codes[letter]) for letter, *ends in steps for point in ends]
    return Outline([point for point, _ in points], [code for _, code in points])


def _closed(points: Sequence[Point]) -> Outline:
    return Outline([*points, points[0]], closed=True)


def _circle(centre: Point, radius: float) -> Outline:
    return Outline.circle(centre, radius)


def _rect(item: Rect) -> Outline:
    """Four sides, of which the first is begun in its middle, where no corner is."""
    left, top, right, bottom = item.x, item.y, item.x + item.width, item.y + item.height
    middle = ((left + right) / 2, top)
    corners = [(right, top), (right, bottom), (left, bottom), (left, top)]
    return _outline(rounded([middle, *corners, middle], item.radius))


def _text(item: Text, look: Colours) -> Artist:
    text = printable(item.text)
    return Label(
        item.x,
        item.y,
        in_order(text),
        color=look.fill,
        family=["DejaVu Sans", *families(text)],
        fontsize=item.size,
        fontweight="bold" if item.bold else "normal",
        horizontalalignment=ALIGNMENTS[item.anchor],
        verticalalignment="baseline",
        rotation=-item.angle,
        rotation_mode="anchor",
        parse_math=False,
    )
