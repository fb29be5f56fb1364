"""A picture as DOT, the language of Graphviz.

Every text from outside stands in an HTML-like label, escaped; the names of nodes are our own.
"""

from collections.abc import Iterable, Iterator
from html import escape

from archspec.backends.diagram.junctions import Point, Wire, route
from archspec.backends.diagram.palette import LIGHT
from archspec.backends.diagram.picture import Box, Frame, Item, Picture, Row

FONT = "DejaVu Sans"
PAPER, INK, QUIET, WIRE = LIGHT.paper, LIGHT.ink, LIGHT.quiet, LIGHT.wire
NARROWEST, WIDEST = 132, 216
"""Points between which the common width of all boxes is chosen; a longer text widens its own."""

HEAD = f"""digraph {{
  graph [bgcolor="{PAPER}", fontname="{FONT}", fontsize=9, labeljust=l, labelloc=t, margin=0,
         nodesep=0.28, pad=0.25, ranksep=0.22, rankdir=TB, splines=true, outputorder=edgesfirst]
  node [fontname="{FONT}", fontsize=10.5, fontcolor="{INK}", shape=plain, height=0, width=0]
  edge [fontname="{FONT}", fontsize=8.5, fontcolor="{QUIET}", color="{WIRE}", penwidth=1.1,
        arrowsize=0.6]"""
BEND = (
    '<table border="0" cellborder="0" cellspacing="0" cellpadding="0">'
    + "".join(
        f'<tr><td{port} fixedsize="true" width="1" height="{height}" bgcolor="{WIRE}"></td></tr>'
        for port, height in (("", 3), (' port="m"', 1), ("", 3))
    )
    + "</table>"
)
"""A short upright line: Graphviz ends lines a point before what they lead to, which this covers."""


def dot(picture: Picture) -> str:
    """The text that Graphviz lays out."""
    return _Writer(picture).text()


class _Writer:
    """Knows the width of the boxes and the dots in each frame."""

    def __init__(self, picture: Picture):
        self.picture = picture
        self.wiring = route(picture)
        self.tails = [wire.tail for wire in self.wiring.wires if wire.leaves == "e"]
        self.width = _common_width(picture)

    def text(self) -> str:
        """All of it."""
        lines = [HEAD, *self._heading(), *self._points("", "  ")]
        lines += self._items(self.picture.items, "  ")
        return "\n".join([*lines, *map(_wire, self.wiring.wires), "}"]) + "\n"

    def _heading(self) -> Iterator[str]:
        """A node above the first box, as wide as that one, so that both begin at one line."""
        lines = [_font(self.picture.title, 13, INK, bold=True)]
        lines += [_font(fact, 8.5, QUIET) for fact in self.picture.facts]
        rows = "".join(f'<tr><td align="left">{line}</td></tr>' for line in lines)
        table = '<table border="0" cellborder="0" cellspacing="0" cellpadding="1"'
        yield f'  heading [label=<{table} width="{self.width}">{rows}</table>>]'
        for box in list(self.picture.boxes)[:1]:
            yield f"  heading -> {box.id} [style=invis, weight=100]"

    def _items(self, items: Iterable[Item], pad: str) -> Iterator[str]:
        for item in items:
            if isinstance(item, Box):
                order = "ordering=out, " if item.id in self.tails else ""
                look = _circle(item) if item.symbol else self._table(item)
                yield f"{pad}{item.id} [{order}{look}]"
            else:
                yield from self._frame(item, pad)

    def _frame(self, frame: Frame, pad: str) -> Iterator[str]:
        look = LIGHT.colours("run" if frame.count > 1 else "frame")
        yield f"{pad}subgraph cluster_{frame.id} {{"
        yield f'{pad}  style="rounded,filled"; margin=10'
        yield f'{pad}  fillcolor="{look.fill}"; color="{look.line}"'
        yield f"{pad}  label=<{_frame_label(frame)}>"
        yield from self._points(frame.id, pad + "  ")
        yield from self._items(frame.items, pad + "  ")
        yield f"{pad}}}"

    def _points(self, frame: str, pad: str) -> Iterator[str]:
        for point in self.wiring.points.get(frame, ()):
            yield f"{pad}{_point(point)}"

    def _table(self, box: Box) -> str:
        cells = "".join(f"<tr>{self._cell(row, box)}</tr>" for row in box.rows)
        table = '<table border="0" cellborder="1" cellspacing="1.5" cellpadding="0">'
        return f"label=<{table}{cells}</table>>"

    def _cell(self, row: Row, box: Box) -> str:
        """A cell with round corners; two lines for a layer, one for what follows it."""
        tint = LIGHT.colours(row.family if box.kind == "layer" else box.kind)
        text = _font(row.title, 9.5 if row.slim else 10.5, INK)
        if row.quiet:
            text += f"{'  ' if row.slim else '<br/>'}{_font(row.quiet, 8, QUIET)}"
        height = 17 if row.slim else 34 if row.quiet else 24
        return (
            f'<td style="rounded" bgcolor="{tint.fill}" color="{tint.line}" '
            f'width="{self.width}" height="{height}" cellpadding="2">{text}</td>'
        )


def _circle(box: Box) -> str:
    circle = "shape=circle, fixedsize=true, width=0.29, height=0.29, style=filled"
    label = _font(box.symbol, 13, INK, bold=True)
    return f'{circle}, fillcolor="{PAPER}", color="{QUIET}", penwidth=1.2, label=<{label}>'


def _point(point: Point) -> str:
    if point.kind == "bend":
        return f"{point.id} [label=<{BEND}>]"
    return f'{point.id} [shape=point, width=0.05, height=0.05, color="{WIRE}", ordering=out]'


def _wire(wire: Wire) -> str:
    options = [f"weight={wire.weight}"]
    if wire.shape:
        options.append(f'label=" {wire.shape}"')
    if not wire.arrow:
        options.append("arrowhead=none")
    tail, head = (
        f"{end}:{side}" if side else end
        for end, side in ((wire.tail, wire.leaves), (wire.head, wire.enters))
    )
    return f"  {tail} -> {head} [{', '.join(options)}]"


def _frame_label(frame: Frame) -> str:
    lines = _frame_lines(frame)
    fonts = [
        _font(text, size, INK if bold else QUIET, bold=bold) for text, size, bold in lines if text
    ]
    return "".join(f'{line}<br align="left"/>' for line in fonts)


def _frame_lines(frame: Frame) -> list[tuple[str, float, bool]]:
    times = f"×{frame.count:,}" if frame.count > 1 else ""
    one = "one set of weights" if frame.shared else ""
    head = " ".join(filter(None, [frame.title, times]))
    return [(head, 9.5, True), (frame.quiet, 8, False), (one, 8, False)]


def _common_width(picture: Picture) -> int:
    """Wide enough for the texts, and for a frame's label to stay left of the line through it."""
    labels = [2 * _width(*line) + 8 for f in picture.frames for line in _frame_lines(f)]
    rows = [row for box in picture.boxes if not box.symbol for row in box.rows]
    texts = [
        _width(row.title, 9.5, False) + _width(f"  {row.quiet}", 8, False) + 16
        if row.slim
        else max(_width(row.title, 10.5, False), _width(row.quiet, 8, False)) + 20
        for row in rows
    ]
    return round(min(max([NARROWEST, *labels, *texts]), WIDEST))


def _width(text: str, size: float, bold: bool) -> float:
    """About how many points a text takes in DejaVu Sans."""
    return len(text) * size * (0.69 if bold else 0.61)


def _font(text: str, size: float, colour: str, *, bold: bool = False) -> str:
    """Text from anywhere; a backslash is doubled, since one and a letter stand for a name."""
    safe = escape(text).replace("\\", "&#92;&#92;")
    inner = f"<b>{safe}</b>" if bold else safe
    return f'<font point-size="{size:g}" color="{colour}">{inner}</font>'
