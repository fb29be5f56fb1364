"""A scene as SVG that stands by itself: nothing is fetched, nothing runs, every text is escaped.

Colours stand at each element, so that several pictures on one page leave each other alone. Under
`auto` they stand in a style instead, whose classes carry the picture's own name, and follow the
reader's light or dark screen.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from html import escape
from itertools import groupby
from typing import Literal, TypeAlias

from archspec.backends.diagram.scene.direction import isolated
from archspec.backends.diagram.scene.palette import LIGHT, Theme
from archspec.backends.diagram.scene.scene import Circle, Item, Path, Polygon, Rect, Scene, Text
from archspec.backends.diagram.scene.strokes import DASHES, THICK, THIN, Step, stroke
from archspec.backends.diagram.scene.svg_colours import Attributes, Classes, Painter, Use
from archspec.diagnostics.readable import printable

FONTS = "DejaVu Sans,Verdana,Geneva,sans-serif"
"""Verdana has nearly the widths of DejaVu Sans; what comes after it is narrower, so text fits."""

CARD_RADIUS = 10
"""Points by which the corners of a card are rounded."""

Ground: TypeAlias = Literal["card", "page", "none"]
"""What lies behind a picture: paper with round corners, plain paper, or nothing."""


def svg(scene: Scene, theme: Theme | Literal["auto"] = LIGHT, ground: Ground = "card") -> str:
    """The text of a picture; equal scenes give equal text.

    >>> scene = Scene(20, 10, "<tiny>", "", (Rect(1, 2, 18, 6.5, "input"),))
    >>> "<title" in svg(scene), "&lt;tiny&gt;" in svg(scene), "<style>" in svg(scene, "auto")
    (True, True, True)
    """
    name = _name(scene)
    painter = Classes(name) if theme == "auto" else Attributes(theme)
    body = [*_ground(ground, painter), *_grouped(scene.items, painter)]
    size = f"{_number(scene.width)}pt", f"{_number(scene.height)}pt"
    box = f"0 0 {_number(scene.width)} {_number(scene.height)}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-t {name}-d" '
        f'style="max-width:100%;height:auto" width="{size[0]}" height="{size[1]}" viewBox="{box}">',
        f'<title id="{name}-t">{safe(scene.title)}</title>',
        f'<desc id="{name}-d">{safe(scene.description)}</desc>',
        *painter.style(),
        f'<g font-family="{FONTS}" stroke-linejoin="round" stroke-width="{THIN:g}">',
        *body,
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _name(scene: Scene) -> str:
    """A name that pictures of one page do not share, unless they are called and described alike."""
    words = f"{scene.title}\n{scene.description}".encode(errors="replace")
    return f"a{blake2b(words, digest_size=4).hexdigest()}"


def _ground(ground: Ground, painter: Painter) -> Iterator[str]:
    if ground != "none":
        radius = f' rx="{CARD_RADIUS}"' if ground == "card" else ""
        yield f'<rect width="100%" height="100%"{radius} {painter.attributes("paper", "solid")}/>'


def _grouped(items: Iterable[Item], painter: Painter) -> Iterator[str]:
    """Neighbours that show one node, with its path for those who point at it."""
    for path, group in groupby(items, key=lambda item: item.path):
        lines = [element(item, painter) for item in group]
        if path:
            lines = [f"<g><title>{safe(path)}</title>", *lines, "</g>"]
        yield from lines


def element(item: Item, painter: Painter) -> str:
    """One shape or text of a scene, with the colours that a painter gives it."""
    match item:
        case Rect():
            return _rect(item, painter)
        case Polygon(points=points, role=role, face=face):
            corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
            use: Use = "solid" if face == "band" else "area"
            return f'<polygon points="{corners}" {painter.attributes(role, use, face)}/>'
        case Circle():
            place = f'cx="{_number(item.x)}" cy="{_number(item.y)}" r="{_number(item.radius)}"'
            return f"<circle {place} {painter.attributes(item.role, 'area')}/>"
        case Path():
            return _path(item, painter)
        case Text():
            return _text(item, painter)


def _rect(item: Rect, painter: Painter) -> str:
    place = f'x="{_number(item.x)}" y="{_number(item.y)}"'
    size = f'width="{_number(item.width)}" height="{_number(item.height)}"'
    corners = f' rx="{_number(item.radius)}"' if item.radius else ""
    return f"<rect {place} {size}{corners} {painter.attributes(item.role, 'area')}/>"


def _path(item: Path, painter: Painter) -> str:
    drawn = stroke(item)
    dashes = f' stroke-dasharray="{DASHES[0]:g} {DASHES[1]:g}"' if item.dashed else ""
    look = f'stroke-width="{THICK:g}"{dashes} {painter.attributes(item.role, "line")}'
    line = f'<path d="{"".join(map(_step, drawn.steps))}" {look}/>'
    if drawn.head is None:
        return line
    corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in drawn.head)
    return f'{line}<polygon points="{corners}" {painter.attributes(item.role, "solid")}/>'


def _step(step: Step) -> str:
    letter, *points = step
    return letter + " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _text(item: Text, painter: Painter) -> str:
    x, y = _number(item.x), _number(item.y)
    parts = [f'x="{x}" y="{y}" font-size="{_number(item.size)}"']
    if item.anchor != "start":
        parts.append(f'text-anchor="{item.anchor}"')
    if item.bold:
        parts.append('font-weight="bold"')
    if item.angle:
        parts.append(f'transform="rotate({_number(item.angle)} {x} {y})"')
    parts.append(painter.attributes(item.role, "solid"))
    return f"<text {' '.join(parts)}>{safe(item.text)}</text>"


def safe(text: str) -> str:
    """Text from anywhere, which XML may hold and takes for nothing but text."""
    return escape(isolated(printable(text)))


def _number(value: float) -> str:
    """Two decimals at most.

    >>> _number(2.0), _number(-0.001), _number(1 / 3)
    ('2', '0', '0.33')
    """
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
