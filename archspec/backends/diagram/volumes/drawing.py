"""A network as the cuboids of its feature maps, as papers draw it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from archspec.backends.diagram.options import Page, Scale
from archspec.backends.diagram.picture.part import Part, part_of
from archspec.backends.diagram.scene.geometry import bounds, moved
from archspec.backends.diagram.scene.heading import heading
from archspec.backends.diagram.scene.scene import Item, Scene
from archspec.backends.diagram.volumes.body import Attempt, attempts
from archspec.backends.diagram.volumes.captions import kind
from archspec.backends.diagram.volumes.gather import gather
from archspec.backends.diagram.volumes.glance import open_depth
from archspec.backends.diagram.volumes.legend import legend
from archspec.backends.diagram.volumes.station import Station, with_copies
from archspec.backends.diagram.volumes.stations import stations
from archspec.backends.diagram.volumes.tiers import Tiers, tiers
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.graph import Graph

MARGIN = 14.0
MOST_DRAWN = 1_000
"""Cuboids, and skips."""

NARROWEST = 200.0
"""Points that the legend has at least."""

APART = 16.0
"""Points between heading, cuboids and legend."""


def volumes(
    graph: Graph,
    *,
    depth: int | None = None,
    only: str = "",
    scale: Scale = "sqrt",
    width: float | None = None,
    height: float | None = None,
    with_title: bool = True,
    with_legend: bool = True,
    gathered: bool = False,
) -> Scene:
    """The scene of a network's feature maps.

    Args:
        graph: a network with shapes and costs.
        depth: scopes deeper than this become a cuboid each; by default as deep as can be taken in.
        only: the path of a scope that is drawn by itself.
        scale: how lengths grow with sizes and channels.
        width: points that the scene should not exceed, for which cuboids and gaps become smaller,
            and a long row is set in lines, as far as that goes; texts stay as they are.
        height: points that it should not exceed.
        with_title: whether name and facts stand above.
        with_legend: whether colours and lengths are explained below.
        gathered: whether scopes of one kind and size in a row are one cuboid.

    Raises:
        Failure: A503 where there is more than anybody could read; A507 for a path that is no
            scope's.

    >>> volumes(Graph("empty", (), ())).title
    'empty'
    """
    part = part_of(graph, only)
    if depth is None:
        depth = open_depth(graph, part)
    shown = stations(graph, part, part.scope.depth if depth is None else depth)
    if gathered:
        shown = gather(shown)
    layout = tiers(shown)
    _check_size(layout)
    shown = with_copies(shown, layout.skips)
    around = _Around(part, shown, scale, with_title=with_title, with_legend=with_legend)
    return _fitting(attempts(shown, layout, scale), around, Page(width or inf, height or inf))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the cuboids: heading and legend."""

    part: Part
    shown: Sequence[Station]
    scale: Scale
    with_title: bool
    with_legend: bool

    def scene(self, body: Sequence[Item]) -> Scene:
        """The whole picture."""
        part, shown = self.part, self.shown
        room = max(NARROWEST, _width(body))
        above = list(heading(part.title, part.facts, room)) if self.with_title else []
        across = max(room, _width(above))
        below = list(legend(shown, self.scale, across)) if self.with_legend and shown else []
        items, down = _stacked([above, body, below])
        size = across + 2 * MARGIN, down + 2 * MARGIN
        return Scene(*size, part.title, _described(shown), tuple(items))


def _fitting(tried: Iterable[Attempt], around: _Around, page: Page) -> Scene:
    """The first that fits a page, or the one that comes nearest to that.

    What is too wide by its cuboids alone is drawn only where nothing fits, and then no more of it
    than might come nearer than what is known.
    """
    scenes: list[Scene] = []
    wide: list[Attempt] = []
    for attempt in tried:
        if attempt.least_width + 2 * MARGIN > page.width:
            wide.append(attempt)
            continue
        scenes.append(around.scene(attempt.drawn()))
        if _share(scenes[-1], page) == 1:
            return scenes[-1]
    for attempt in sorted(wide, key=lambda one: one.least_width):
        most = page.width / (attempt.least_width + 2 * MARGIN)
        if any(_share(scene, page) >= most for scene in scenes):
            break
        scenes.append(around.scene(attempt.drawn()))
    return max(scenes, key=lambda scene: _share(scene, page))


def _share(scene: Scene, page: Page) -> float:
    """By how much a scene is scaled to fit a page."""
    return min(1.0, page.width / scene.width, page.height / scene.height)


def _check_size(layout: Tiers) -> None:
    """Raises where cuboids or skips are too many, as heights of skips take quadratic time."""
    cuboids, skips = len(layout.of), len(layout.skips)
    if cuboids > MOST_DRAWN or skips > MOST_DRAWN:
        what = f"{cuboids:,} blocks" if cuboids > MOST_DRAWN else f"{skips:,} skips"
        message = f"the diagram would have {what}, more than the {MOST_DRAWN:,} that are drawn"
        helps = (Help("fold its scopes with `--depth 1`"), Help("or write `.mmd` or `.dot`"))
        raise Failure([Diagnostic("A503", message, helps=helps)])


def _width(items: Sequence[Item]) -> float:
    around = bounds(items)
    return around.right - around.left


def _stacked(parts: Sequence[Sequence[Item]]) -> tuple[list[Item], float]:
    """Parts below each other, with their left edges at the margin; and how high they are.

    A part stands beside what of the one above it reaches farther down to its right.
    """
    items: list[Item] = []
    lowest = 0.0
    for part in filter(None, parts):
        around = bounds(part)
        edge = MARGIN + around.right - around.left + APART
        near = bounds(item for item in items if bounds((item,)).left < edge)
        height = around.bottom - around.top
        top = max(near.bottom + APART, lowest - height) if items else MARGIN
        items += moved(part, MARGIN - around.left, top - around.top)
        lowest = max(lowest, top + height)
    return items, lowest - MARGIN


def _described(shown: Sequence[Station]) -> str:
    """What is seen, for those who hear it."""
    seen = [f"{kind(one) or one.symbol or one.words} {one.shape}" for one in shown]
    return f"Feature maps as blocks: {', '.join(seen)}."
