"""The pictures between which a reader steps: one for each depth that shows something new."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from archspec.backends.diagram.chart.compose import compose
from archspec.backends.diagram.chart.fit import Layout, lay_out
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.part import find_scope
from archspec.backends.diagram.picture.picture import Picture
from archspec.backends.diagram.scene.scene import Scene
from archspec.backends.diagram.volumes.fit import volumes_on_page
from archspec.diagnostics import Failure
from archspec.graph import Graph

MOST_BOXES = 1200
"""A deeper picture is left out; a browser draws this many in less than a tenth of a second."""

MOST_VIEWS = 12
"""Pictures of a page, so that scopes within scopes without end make no endless file."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a page.

    Args:
        name: what it is called among the others, as `2`.
        scene: laid out for the shape of a screen.
        picture: what it shows; None for feature maps.
    """

    name: str
    scene: Scene
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Views:
    """The pictures of a page, the shallowest first.

    Args:
        views: each with a name of its own.
        first: the position of the one that is shown at first.
        depth: of that one; None where all scopes are open.
    """

    views: tuple[View, ...]
    first: int
    depth: int | None


def views(graph: Graph, options: Options) -> Views:
    """The pictures of a network, each in columns that suit a screen.

    Raises:
        Failure: A507 for a path that is no scope's; A508 for a U where nothing nests.
    """
    # The page has a heading and a legend of its own.
    options = replace(options, title=False, legend=False)
    if options.style == "volumes":
        fitted = volumes_on_page(graph, options)
        return Views((View("all", fitted.scene),), 0, fitted.depth)
    shown = lay_out(graph, options)
    layouts = dict(islice(_layouts(graph, options, shown), MOST_VIEWS))
    if all(layout is not shown for layout in layouts.values()):
        layouts = _with_own(shown, layouts)
    found = tuple(View(name, _scene(one), one.picture) for name, one in layouts.items())
    return Views(found, list(layouts.values()).index(shown), shown.depth)


def _with_own(shown: Layout, layouts: dict[str, Layout]) -> dict[str, Layout]:
    """The layouts with the one at first, which is deeper than all of them or gathers scopes."""
    depth = "all" if shown.depth is None else str(shown.depth)
    if depth not in layouts:
        return {**layouts, depth: shown}
    return {"gathered": shown, **layouts}


def _layouts(graph: Graph, options: Options, shown: Layout) -> Iterator[tuple[str, Layout]]:
    """Each depth whose picture is another than that of the depth before."""
    before: Picture | None = None
    for depth in range(find_scope(graph, options.only).depth):
        picture = arrange(graph, depth=depth, only=options.only, unfold=options.unfold)
        if sum(1 for _ in picture.boxes) > MOST_BOXES:
            return
        if picture != before:
            layout = shown if picture == shown.picture else _laid_out(graph, options, depth)
            if layout is not None:
                yield str(depth), layout
        before = picture


def _laid_out(graph: Graph, options: Options, depth: int) -> Layout | None:
    """The picture at a depth; None where a U is wanted and this depth has none."""
    try:
        return lay_out(graph, replace(options, depth=depth))
    except Failure:
        if options.direction == "u":
            return None
        raise


def _scene(layout: Layout) -> Scene:
    return compose(layout.picture, layout.block, layout.look, layout.furniture)
