"""From a laid out chart to a scene: flow and cross become x and y, boxes become rows of type."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archspec.backends.diagram.chart.block import Area, Block, Dot, Mark, Spot, Wire, spread
from archspec.backends.diagram.chart.cards import LEADING, Card, Line, frame_card, row_card
from archspec.backends.diagram.chart.look import (
    LABEL,
    ROW_GAP,
    STACK,
    SYMBOL,
    Look,
)
from archspec.backends.diagram.picture.picture import Box, Frame, Picture, Row
from archspec.backends.diagram.scene.geometry import moved
from archspec.backends.diagram.scene.heading import heading, heading_size
from archspec.backends.diagram.scene.legend import legend, legend_size
from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Circle, Item, Path, Point, Rect, Scene, Text

EDGE = 14.0
"""Around everything."""

NARROWEST_HEADING = 206.0
"""What a heading may take beside a narrower chart: a column of a page within its margins."""

BEND = 5.0
"""The radius of the corners of lines."""

ABOVE_LEGEND = 12.0
"""Between the picture and the legend."""

WIDEST_LEGEND = 320.0
"""A legend is as wide as its picture, or this wide where that is narrower."""

DOT_RADIUS = 2.0
BOX_RADIUS, FRAME_RADIUS = 5.0, 9.0
BASE = 0.36
"""How far below the middle of a line of type its base line is, as a share of its size."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a scene, in points, before it is scaled to a page."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around a chart.

    Args:
        title: the name and the facts, above it.
        legend: what its colours mean, below it.
    """

    title: bool = True
    legend: bool = False


def measure(picture: Picture, block: Block, look: Look, furniture: Furniture) -> Measure:
    """How large the scene of a block will be."""
    breadth, length = block.right - block.left, block.length
    width, height = (length, breadth) if look.across else (breadth, length)
    head = _heading_size(picture, furniture, width)
    foot = _legend_size(picture, furniture, width)
    inner = max(width, head.width, foot.width)
    return Measure(inner + 2 * EDGE, height + head.height + foot.height + 2 * EDGE)


def compose(
    picture: Picture, block: Block, look: Look, furniture: Furniture | None = None
) -> Scene:
    """The scene of a laid out picture, with its heading above it."""
    furniture = furniture or Furniture()
    size = measure(picture, block, look, furniture)
    wide = block.length if look.across else block.right - block.left
    high = _heading_size(picture, furniture, wide).height
    left = EDGE if look.across else EDGE - block.left
    top = EDGE + high - (block.left if look.across else 0)
    items = [*_Placer(look, left, top).items(spread(block))]
    if furniture.title:
        lines = heading(picture.title, picture.facts, max(wide, NARROWEST_HEADING))
        items = [*moved(lines, EDGE, EDGE), *items]
    if furniture.legend:
        foot = _legend_size(picture, furniture, wide)
        explained = legend(_roles(picture), max(wide, WIDEST_LEGEND))
        items += moved(explained, EDGE, size.height - EDGE - foot.height + ABOVE_LEGEND)
    return Scene(size.width, size.height, picture.title, " · ".join(picture.facts), tuple(items))


def _heading_size(picture: Picture, furniture: Furniture, width: float) -> Measure:
    room = max(width, NARROWEST_HEADING)
    size = heading_size(picture.title, picture.facts, room) if furniture.title else (0, 0)
    return Measure(*size)


def _legend_size(picture: Picture, furniture: Furniture, width: float) -> Measure:
    roles = _roles(picture) if furniture.legend else []
    wide, high = legend_size(roles, max(width, WIDEST_LEGEND))
    return Measure(wide, high + ABOVE_LEGEND if roles else 0)


def _roles(picture: Picture) -> list[str]:
    """Families of layers in the order in which they occur; the rest says itself what it is."""
    families = [row.family for box in picture.boxes if box.kind == "layer" for row in box.rows]
    return [family for family in families if family]


@dataclass(frozen=True, slots=True)
class _Placer:
    """Knows where on the page the axis begins."""

    look: Look
    left: float
    top: float

    def items(self, marks: Iterable[Mark]) -> Iterator[Item]:
        """What is drawn: frames below lines, and lines below boxes."""
        kinds: dict[str, list[Mark]] = {"frame": [], "line": [], "box": []}
        for mark in marks:
            kind = "box" if isinstance(mark, Area) else "line"
            framed = isinstance(mark, Area) and isinstance(mark.shows, Frame)
            kinds["frame" if framed else kind].append(mark)
        for group in kinds.values():
            for mark in group:
                yield from self._mark(mark)

    def _mark(self, mark: Mark) -> Iterator[Item]:
        if isinstance(mark, Wire):
            yield Path(tuple(map(self._at, mark.spots)), "wire", BEND, mark.arrow)
        elif isinstance(mark, Dot):
            x, y = self._at(mark.spot)
            yield Circle(x, y, DOT_RADIUS, "wire")
        elif isinstance(mark.shows, Box):
            yield from self._box(mark.shows, self._rect(mark), upward=mark.upward)
        elif isinstance(mark.shows, Frame):
            yield from self._frame(mark.shows, self._rect(mark))
        else:
            yield self._shape(mark.shows, self._rect(mark))

    def _at(self, spot: Spot) -> Point:
        cross, flow = spot
        x, y = (flow, cross) if self.look.across else (cross, flow)
        return self.left + x, self.top + y

    def _rect(self, area: Area) -> tuple[float, float, float, float]:
        x, y = self._at((area.cross, area.flow))
        size = (area.length, area.breadth) if self.look.across else (area.breadth, area.length)
        return x, y, *size

    def _shape(self, text: str, rect: tuple[float, float, float, float]) -> Text:
        x, y, _, height = rect
        return Text(x, y + height / 2 + BASE * LABEL, text, LABEL, "quiet", anchor="start")

    def _frame(self, frame: Frame, rect: tuple[float, float, float, float]) -> Iterator[Item]:
        x, y, width, height = rect
        role = "run" if frame.count > 1 else "frame"
        for shift in (STACK, STACK / 2) if frame.count > 1 else ():
            yield Rect(x + shift, y + shift, width, height, role, FRAME_RADIUS, frame.path)
        yield Rect(x, y, width, height, role, FRAME_RADIUS, frame.path)
        card = frame_card(frame, self.look)
        for i, line in enumerate(card.lines):
            yield from _line(line, x + 8, y + 13 + LEADING * i, frame.path)

    def _box(
        self, box: Box, rect: tuple[float, float, float, float], *, upward: bool
    ) -> Iterator[Item]:
        x, y, width, height = rect
        if box.symbol:
            row = box.rows[0]
            middle = x + width / 2, y + height / 2
            yield Circle(*middle, width / 2, row.family, row.path)
            base = middle[1] + BASE * SYMBOL
            yield Text(middle[0], base, box.symbol, SYMBOL, bold=True, path=row.path)
            return
        for row in reversed(box.rows) if upward else box.rows:
            card = row_card(row, self.look)
            yield from _row(row, box.kind, card, (x, y, width))
            y += card.height + ROW_GAP


def _row(row: Row, kind: str, card: Card, place: tuple[float, float, float]) -> Iterator[Item]:
    """A row as a rectangle with its lines of type, centred."""
    x, y, width = place
    role = row.family if kind == "layer" else kind
    yield Rect(x, y, width, card.height, role, BOX_RADIUS, row.path)
    middle = y + card.height / 2 - LEADING * (len(card.lines) - 1) / 2
    for i, line in enumerate(card.lines):
        size = line.pieces[0].size
        base = middle + LEADING * i + BASE * size
        yield from _line(line, x + (width - line.width) / 2, base, row.path)


def _line(line: Line, x: float, y: float, path: str) -> Iterator[Text]:
    """The pieces of a line of type, one after the other."""
    for piece in line.pieces:
        text = piece.text.lstrip()
        skipped = text_width(piece.text[: len(piece.text) - len(text)], piece.size)
        yield Text(
            *(x + skipped, y, text, piece.size, piece.role, "start"),
            bold=piece.bold,
            path=path,
        )
        x += text_width(piece.text, piece.size, bold=piece.bold)
