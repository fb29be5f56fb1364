"""Feature maps on a page, as deep and as large as fits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from archspec.backends.diagram.chart.fit import LEGIBLE
from archspec.backends.diagram.chart.misfit import too_small
from archspec.backends.diagram.options import Options, Page
from archspec.backends.diagram.picture.part import part_of
from archspec.backends.diagram.scene.scaling import scaled
from archspec.backends.diagram.scene.scene import Scene
from archspec.backends.diagram.volumes.cuboids import TYPE
from archspec.backends.diagram.volumes.drawing import volumes
from archspec.backends.diagram.volumes.glance import open_depth
from archspec.diagnostics import Diagnostic
from archspec.graph import Graph

TOLERABLE = 5.0
"""Points of the smallest text from which on what is deep is shown, where nothing has 7."""

_Tried: TypeAlias = tuple[float, Scene, int | None]
"""By how much a scene is scaled to fit its page, the scene, and its depth."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scene as large as its page, or smaller.

    Args:
        scene: in points of the page.
        depth: deeper scopes are a cuboid each; None where all that can be are open.
        advice: A505 where its texts are too small to be read.
    """

    scene: Scene
    depth: int | None
    advice: tuple[Diagnostic, ...] = ()


def volumes_on_page(graph: Graph, options: Options) -> Fitted:
    """The deepest scene with texts of 7 points or more on the page, else of 5; else the largest.

    Raises:
        Failure: as `volumes` does; A508 where the page is none.
    """
    page = options.room
    if page is None:
        (depth,) = _depths(graph, options)[:1]
        return Fitted(_scene(graph, options, depth, None), depth)
    tried: list[_Tried] = []
    for depth in _depths(graph, options):
        tried.append(_tried(graph, options, depth, page))
        if tried[-1][0] * TYPE >= LEGIBLE:
            break
    else:
        if options.depth is None:
            tried.append(_tried(graph, options, depth, page, gathered=True))
    factor, scene, depth = _best(tried)
    return Fitted(scaled(scene, factor), depth, _advice(page, scene, factor))


def _tried(
    graph: Graph, options: Options, depth: int | None, page: Page, *, gathered: bool = False
) -> _Tried:
    scene = _scene(graph, options, depth, page, gathered=gathered)
    return min(1.0, page.width / scene.width, page.height / scene.height), scene, depth


def _best(tried: Sequence[_Tried]) -> _Tried:
    """The first of which texts can be read, or are tolerable; else the largest."""
    for least in (LEGIBLE, TOLERABLE):
        for one in tried:
            if one[0] * TYPE >= least:
                return one
    return max(tried, key=lambda one: one[0])


def _advice(page: Page, scene: Scene, factor: float) -> tuple[Diagnostic, ...]:
    if factor * TYPE >= LEGIBLE:
        return ()
    return (too_small(page, scene.width, scene.height, factor, TYPE),)


def _scene(
    graph: Graph,
    options: Options,
    depth: int | None,
    page: Page | None,
    *,
    gathered: bool = False,
) -> Scene:
    return volumes(
        graph,
        depth=depth,
        only=options.only,
        scale=options.scale,
        width=page.width if page else None,
        height=page.height if page else None,
        with_title=options.title,
        with_legend=bool(options.legend),
        gathered=gathered,
    )


def _depths(graph: Graph, options: Options) -> Sequence[int | None]:
    """From what can be taken in to one cuboid for each scope."""
    if options.depth is not None:
        return (options.depth,)
    part = part_of(graph, options.only)
    first = open_depth(graph, part)
    deepest = part.scope.depth - 1 if first is None else first
    return (first, *range(deepest - 1, -1, -1))
