"""A picture as DOT, the language of Graphviz, written by its Python package.

Every text from outside stands in an HTML-like label, escaped; the names of nodes are our own.
"""

from collections.abc import Iterable
from html import escape

from graphviz import Digraph
from graphviz import escape as escape_backslashes

from archspec.backends.diagram.graphviz.wires import wires
from archspec.backends.diagram.picture.picture import Box, Edge, Frame, Item, Picture, Row
from archspec.backends.diagram.scene.direction import isolated
from archspec.backends.diagram.scene.palette import LIGHT

FONT = "DejaVu Sans"
PAPER, INK, QUIET, WIRE = LIGHT.paper, LIGHT.ink, LIGHT.quiet, LIGHT.wire
NARROWEST, WIDEST = 132, 216
"""Points between which the common width of all boxes is chosen; a longer text widens its own."""

GRAPH = {
    "bgcolor": PAPER,
    "fontname": FONT,
    "fontsize": "9",
    "labeljust": "l",
    "labelloc": "t",
    "margin": "0",
    "nodesep": "0.28",
    "outputorder": "edgesfirst",
    "pad": "0.25",
    "rankdir": "TB",
    "ranksep": "0.22",
    "splines": "true",
}
NODE = {
    "fontcolor": INK,
    "fontname": FONT,
    "fontsize": "10.5",
    "height": "0",
    "shape": "plain",
    "width": "0",
}
EDGE = {
    "arrowsize": "0.6",
    "color": WIRE,
    "fontcolor": QUIET,
    "fontname": FONT,
    "fontsize": "8.5",
    "penwidth": "1.1",
}
CIRCLE = {
    "color": QUIET,
    "fillcolor": PAPER,
    "fixedsize": "true",
    "height": "0.29",
    "penwidth": "1.2",
    "shape": "circle",
    "style": "filled",
    "width": "0.29",
}
POINT = {"color": WIRE, "height": "0.05", "label": "", "shape": "point", "width": "0.05"}
"""Attributes, as https://graphviz.org/doc/info/attrs.html has them; lengths in inches."""


def dot(picture: Picture) -> str:
    """The text that Graphviz lays out."""
    return _Writer(picture).text()


class _Writer:
    """Knows the width of the boxes, and the lines between them."""

    def __init__(self, picture: Picture):
        self.picture = picture
        self.wires = wires(picture)
        self.width = _common_width(picture)

    def text(self) -> str:
        """All of it."""
        graph = Digraph(graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
        self._heading(graph)
        self._items(graph, self.picture.items)
        for edge in self.wires.edges:
            self._edge(graph, edge)
        text: str = graph.source
        # No text from outside has tabs, by which the package indents.
        return text.replace("\t", "  ")

    def _heading(self, graph: Digraph) -> None:
        """A node above the first box, as wide as that one, so that both begin at one line."""
        lines = [_font(self.picture.title, 13, INK, bold=True)]
        lines += [_font(fact, 8.5, QUIET) for fact in self.picture.facts]
        rows = "".join(f'<tr><td align="left">{line}</td></tr>' for line in lines)
        table = '<table border="0" cellborder="0" cellspacing="0" cellpadding="1"'
        graph.node("heading", label=f'<{table} width="{self.width}">{rows}</table>>')
        for box in list(self.picture.boxes)[:1]:
            graph.edge("heading", box.id, style="invis", weight="100")

    def _items(self, graph: Digraph, items: Iterable[Item]) -> None:
        for item in items:
            if isinstance(item, Frame):
                self._frame(graph, item)
                continue
            if item.symbol:
                label = _font(item.symbol, 13, INK, bold=True)
                graph.node(item.id, label=f"<{label}>", **CIRCLE)
            else:
                graph.node(item.id, label=self._table(item))

    def _frame(self, graph: Digraph, frame: Frame) -> None:
        look = LIGHT.colours("run" if frame.count > 1 else "frame")
        with graph.subgraph(name=f"cluster_{frame.id}") as inner:
            inner.attr(style="rounded,filled", margin="10", label=f"<{_frame_label(frame)}>")
            inner.attr(fillcolor=look.fill, color=look.line)
            self._points(inner, frame.id)
            self._items(inner, frame.items)

    def _points(self, graph: Digraph, frame: str) -> None:
        """Where a value that several boxes take parts."""
        for point in self.wires.points.get(frame, ()):
            graph.node(point, **POINT)

    def _edge(self, graph: Digraph, edge: Edge) -> None:
        options = {"weight": str(self.wires.weights[edge.tail, edge.head])}
        if edge.shape:
            options["label"] = escape_backslashes(f" {edge.shape}")
        if any(edge.head in points for points in self.wires.points.values()):
            options["arrowhead"] = "none"
        graph.edge(edge.tail, edge.head, **options)

    def _table(self, box: Box) -> str:
        cells = "".join(f"<tr>{self._cell(row, box)}</tr>" for row in box.rows)
        table = '<table border="0" cellborder="1" cellspacing="1.5" cellpadding="0">'
        return f"<{table}{cells}</table>>"

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
    safe = escape(isolated(text)).replace("\\", "&#92;&#92;")
    inner = f"<b>{safe}</b>" if bold else safe
    return f'<font point-size="{size:g}" color="{colour}">{inner}</font>'
