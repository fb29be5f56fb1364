"""What stands around the pictures of a page: its head, the facts, the legend, the table."""

from collections.abc import Iterator, Mapping

from archspec.backends.diagram.html.colours import Palette
from archspec.backends.diagram.html.subjects import Subject
from archspec.backends.diagram.html.table import table
from archspec.backends.diagram.html.views import View
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.picture.part import Part
from archspec.backends.diagram.scene.palette import LIGHT, MEANINGS
from archspec.backends.diagram.scene.svg import safe

HINT = "Point at a layer, or walk with the arrow keys. A click opens a grey box."
KEYS = (
    ("← ↑ ↓ →", "walk"),
    ("Enter", "unfold, or fold"),
    ("[ ]", "depth"),
    ("+ − 0", "zoom, fit"),
    ("/", "search"),
    ("Enter, ⇧ Enter", "to the next found, the last"),
    ("t", "theme"),
    ("Esc", "let go"),
)


def header(shown: tuple[View, ...], part: Part, options: Options) -> Iterator[str]:
    """The name of the network, what is known of all of it, and what can be done."""
    yield "<header>"
    if options.title:
        yield f"<h1>{safe(part.title)}</h1><p>{safe(' · '.join(part.facts))}</p>"
    yield '<div role="toolbar" aria-label="View">'
    if len(shown) > 1:
        yield '<span class="group" role="group" aria-label="Depth"><span>depth</span>'
        for i, view in enumerate(shown):
            yield f'<button data-view="{i}" aria-pressed="false">{safe(view.name)}</button>'
        yield "</span>"
    yield '<span class="group" role="group" aria-label="Zoom">'
    yield _button("-", "−", "Zoom out") + _button("0", "fit", "Show all of it")
    yield _button("+", "+", "Zoom in") + "</span>"
    yield '<input id="search" type="search" placeholder="search  /" aria-label="Search layers">'
    yield '<output id="count" for="search"></output>'
    yield f"{_button('t', 'theme', 'Light, dark, or as the screen is')}</div></header>"


def _button(key: str, text: str, meaning: str) -> str:
    return (
        f'<button data-key="{key}" title="{meaning} ({key})" aria-label="{meaning}">{text}</button>'
    )


def panel() -> Iterator[str]:
    """Where facts are shown; before anything is pointed at, how to get about."""
    yield '<aside aria-label="Facts"><div id="facts" aria-live="polite"></div>'
    yield f'<div id="keys"><p>{HINT}</p><dl>'
    yield from (f"<dt><kbd>{safe(key)}</kbd></dt><dd>{does}</dd>" for key, does in KEYS)
    yield "</dl></div></aside>"


def footer(
    shown: tuple[View, ...], about: Mapping[str, Subject], options: Options, palette: Palette
) -> Iterator[str]:
    """What the colours mean, and the table of the deepest picture."""
    yield "<footer>"
    if options.legend:
        yield '<ul aria-label="Colours">'
        yield from (_swatch(family, palette) for family in _families(shown))
        yield "</ul>"
    yield from table(_rows(shown[-1], about), about)
    yield "</footer>"


def _swatch(family: str, palette: Palette) -> str:
    look = palette.attributes(family, "area")
    word = MEANINGS.get(family, family)
    sample = f'<rect x="1" y="1" width="12" height="12" rx="3" {look}/>'
    return f'<li><svg viewBox="0 0 14 14" aria-hidden="true">{sample}</svg>{safe(word)}</li>'


def _families(shown: tuple[View, ...]) -> list[str]:
    """Families of layers, in the order in which they occur in the deepest picture that has them."""
    items = (item for view in reversed(shown) for item in view.scene.items)
    return list(dict.fromkeys(item.role for item in items if item.role in LIGHT.families))


def _rows(deepest: View, about: Mapping[str, Subject]) -> Iterator[str]:
    """The paths of the layers that the deepest picture shows."""
    if deepest.picture is None:
        yield from about
        return
    for box in deepest.picture.boxes:
        yield from (row.path for row in box.rows if row.path)
