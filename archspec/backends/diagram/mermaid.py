"""A picture as a Mermaid flow chart.

Every text from outside is quoted, and what is neither a letter, a digit nor harmless is written
as a character reference, which Mermaid decodes after it has read the chart.
"""

import re
from collections.abc import Iterable, Iterator

from archspec.backends.diagram.picture.picture import Box, Frame, Item, Picture, Row
from archspec.backends.diagram.scene.direction import isolated
from archspec.backends.diagram.scene.palette import LIGHT, Colours

_SAFE = re.compile(r"[^\w ,×·→/()+–−…=.]")
_LIST = re.compile(r"^(\d+)([.)])(?=\s)")


def mermaid(picture: Picture) -> str:
    """The chart, with a class for each family."""
    lines = ["flowchart TD", *_heading(picture)]
    lines += _items(picture.items, "  ")
    lines += [_edge(edge.tail, edge.head, edge.shape) for edge in picture.edges]
    lines += _classes(picture)
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Text that Mermaid shows as it is.

    >>> quoted('a "b" <c>'), quoted("1. one")
    ('a #34;b#34; #60;c#62;', '1#46; one')
    """
    text = _SAFE.sub(lambda match: f"#{ord(match[0])};", isolated(text))
    return _LIST.sub(lambda match: f"{match[1]}#{ord(match[2])};", text)


def _heading(picture: Picture) -> Iterator[str]:
    """The name and the facts; as text that every version of Mermaid shows."""
    facts = "<br/>".join(map(quoted, picture.facts))
    yield f'  heading["<b>{quoted(picture.title)}</b><br/><small>{facts}</small>"]:::heading'
    if picture.items:
        first = next(picture.boxes).id
        yield f"  heading ~~~ {first}"


def _items(items: Iterable[Item], pad: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Frame):
            yield f'{pad}subgraph {item.id}["{_frame_label(item)}"]'
            yield from _items(item.items, pad + "  ")
            yield f"{pad}end"
        elif item.symbol:
            yield f'{pad}{item.id}(("{quoted(item.symbol)}")):::{_class(item)}'
        else:
            text = "<br/>".join(map(_row, item.rows))
            yield f'{pad}{item.id}("{text}"):::{_class(item)}'


def _row(row: Row) -> str:
    if not row.quiet:
        return quoted(row.title)
    return f"{quoted(row.title)}{' ' if row.slim else '<br/>'}<small>{quoted(row.quiet)}</small>"


def _frame_label(frame: Frame) -> str:
    times = f"×{frame.count:,}" if frame.count > 1 else ""
    one = "one set of weights" if frame.shared else ""
    return " · ".join(filter(None, [f"{quoted(frame.title)} {times}".strip(), one])) or " "


def _edge(tail: str, head: str, shape: str) -> str:
    return f'  {tail} -->|"{quoted(shape)}"| {head}' if shape else f"  {tail} --> {head}"


def _class(box: Box) -> str:
    """A name that is no word of Mermaid's."""
    family = box.kind if box.kind != "layer" else re.sub(r"\W", "", box.rows[0].family)
    return f"of_{family or 'other'}"


def _classes(picture: Picture) -> Iterator[str]:
    """The colours of the families that occur, in the order in which they do."""
    yield f"  classDef heading fill:{LIGHT.paper},stroke:{LIGHT.paper},color:{LIGHT.ink}"
    seen: dict[str, Colours] = {}
    for box in picture.boxes:
        role = box.rows[0].family if box.kind == "layer" else box.kind
        seen.setdefault(_class(box), LIGHT.colours(role))
    for name, tint in seen.items():
        yield f"  classDef {name} fill:{tint.fill},stroke:{tint.line},color:{LIGHT.ink}"
    yield f"  linkStyle default stroke:{LIGHT.quiet}" if picture.edges else "  %% no edges"
