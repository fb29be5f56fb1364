"""A picture as DOT, the language of Graphviz.

Every text from outside stands in an HTML-like label, escaped; the names of nodes are our own.
"""

from collections.abc import Iterable, Iterator
from html import escape

from archspec.backends.diagram.junctions import Junction, Wire, route
from archspec.backends.diagram.palette import (
    ENDS,
    FOLDED,
    FRAME_FILL,
    FRAME_LINE,
    INK,
    LINE,
    PAPER,
    QUIET,
    RUN_FILL,
    RUN_LINE,
    Colours,
    colours,
)
from archspec.backends.diagram.picture import Box, Frame, Item, Picture, Row

FONT = "DejaVu Sans"
WIDTH = 168
"""The least width of a box in points, so that boxes of a column have one width."""

HEAD = f"""digraph {{
  graph [bgcolor="{PAPER}", fontname="{FONT}", fontsize=9, labeljust=l, labelloc=t, margin=0,
         nodesep=0.28, pad=0.25, ranksep=0.24, rankdir=TB, splines=true, outputorder=edgesfirst]
  node [fontname="{FONT}", fontsize=10.5, fontcolor="{INK}", shape=plain, height=0, width=0]
  edge [fontname="{FONT}", fontsize=8.5, fontcolor="{QUIET}", color="{LINE}", penwidth=1.1,
        arrowsize=0.6]"""


def dot(picture: Picture) -> str:
    """The text that Graphviz lays out."""
    junctions, wires = route(picture)
    lines = [HEAD, f"  label=<{_heading(picture)}>"]
    lines += _items(picture.items, junctions, "  ")
    lines += [_wire(wire) for wire in wires]
    return "\n".join([*lines, "}"]) + "\n"


def _items(items: Iterable[Item], junctions: dict[str, list[Junction]], pad: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Box):
            yield f"{pad}{item.id} [{_box(item)}]"
        else:
            yield from _frame(item, junctions, pad)


def _frame(frame: Frame, junctions: dict[str, list[Junction]], pad: str) -> Iterator[str]:
    fill, line = (RUN_FILL, RUN_LINE) if frame.count > 1 else (FRAME_FILL, FRAME_LINE)
    yield f"{pad}subgraph cluster_{frame.id} {{"
    yield f'{pad}  style="rounded,filled"; fillcolor="{fill}"; color="{line}"; margin=10'
    yield f"{pad}  label=<{_frame_label(frame)}>"
    for junction in junctions.get(frame.id, ()):
        yield (
            f'{pad}  {junction.id} [shape=point, width=0.05, height=0.05, color="{LINE}", label=""]'
        )
    yield from _items(frame.items, junctions, pad + "  ")
    yield f"{pad}}}"


def _wire(wire: Wire) -> str:
    options = [f"weight={8 if wire.near else 1}"]
    if wire.shape:
        options.append(f'label=" {wire.shape}"')
    if not wire.arrow:
        options.append("arrowhead=none")
    return f"  {wire.tail} -> {wire.head} [{', '.join(options)}]"


def _box(box: Box) -> str:
    if box.symbol:
        label = _font(escape(box.symbol), 13, INK, bold=True)
        circle = "shape=circle, fixedsize=true, width=0.29, height=0.29, style=filled"
        return f'{circle}, fillcolor="{PAPER}", color="{QUIET}", penwidth=1.2, label=<{label}>'
    cells = "".join(f"<tr>{_cell(row, box)}</tr>" for row in box.rows)
    table = '<table border="0" cellborder="1" cellspacing="1.5" cellpadding="0">'
    return f"label=<{table}{cells}</table>>"


def _cell(row: Row, box: Box) -> str:
    """A cell with round corners; two lines for a layer, one for what follows it."""
    tint = _tint(row, box)
    size = 9.5 if row.slim else 10.5
    text = _font(escape(row.title), size, INK)
    if row.quiet:
        text += f"{'  ' if row.slim else '<br/>'}{_font(escape(row.quiet), 8, QUIET)}"
    height = 17 if row.slim else 34 if row.quiet else 24
    return (
        f'<td style="rounded" bgcolor="{tint.fill}" color="{tint.line}" '
        f'width="{WIDTH}" height="{height}" cellpadding="2">{text}</td>'
    )


def _tint(row: Row, box: Box) -> Colours:
    special = {"input": ENDS, "output": ENDS, "folded": FOLDED}
    return special.get(box.kind) or colours(row.family)


def _frame_label(frame: Frame) -> str:
    times = f"×{frame.count:,}" if frame.count > 1 else ""
    head = " ".join(filter(None, [escape(frame.title), times]))
    one = " · one set of weights" if frame.shared else ""
    lines = [_font(head, 9.5, INK, bold=True)] if head else []
    lines += [_font(escape(frame.quiet + one), 8, QUIET)] if frame.quiet + one else []
    return "".join(f'{line}<br align="left"/>' for line in lines)


def _heading(picture: Picture) -> str:
    name = _font(escape(picture.title), 13, INK, bold=True)
    facts = [_font(escape(fact), 8.5, QUIET) for fact in picture.facts]
    return "".join(f'{line}<br align="left"/>' for line in [name, *facts])


def _font(text: str, size: float, colour: str, *, bold: bool = False) -> str:
    inner = f"<b>{text}</b>" if bold else text
    return f'<font point-size="{size:g}" color="{colour}">{inner}</font>'
