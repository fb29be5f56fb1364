"""A scene as SVG within a page: what shows one layer or scope is a group that can be pointed at."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from archspec.backends.diagram.html.colours import Palette
from archspec.backends.diagram.html.views import View
from archspec.backends.diagram.scene.scene import Item, Rect
from archspec.backends.diagram.scene.svg import element, safe

AROUND = ("frame", "run")
"""Roles of what lies around others."""


def chart(view: View, number: int, subjects: Mapping[str, int], palette: Palette) -> str:
    """The SVG of a view.

    Its role is a document of graphics: in an image, as `role="img"` would call it, a screen reader
    finds nothing that can be pointed at.

    Args:
        view: what is drawn.
        number: its position among the views.
        subjects: the number of each path of which there is something to be said.
        palette: gives colours.
    """
    scene = view.scene
    name = f"chart-{number}"
    lines = [
        f'<svg class="chart" id="{name}" data-depth="{safe(view.name)}" '
        f'role="graphics-document" aria-roledescription="diagram" '
        f'aria-labelledby="{name}-t" aria-describedby="{name}-d" '
        f'viewBox="0 0 {scene.width:.5g} {scene.height:.5g}">',
        f'<title id="{name}-t">{safe(scene.title)}, depth {safe(view.name)}</title>',
        f'<desc id="{name}-d">{safe(scene.description)}</desc>',
        *_groups(scene.items, subjects, palette),
        "</svg>",
    ]
    return "\n".join(lines)


def _groups(
    items: tuple[Item, ...], subjects: Mapping[str, int], palette: Palette
) -> Iterator[str]:
    for path, group in groupby(items, key=lambda item: item.path):
        shapes = list(group)
        drawn = "".join(element(item, palette) for item in shapes)
        if path not in subjects:
            yield drawn
            continue
        around = any(isinstance(shape, Rect) and shape.role in AROUND for shape in shapes)
        kind = "scope" if around else "row"
        yield f'<g class="{kind}" data-subject="{subjects[path]}" tabindex="-1">{drawn}</g>'
