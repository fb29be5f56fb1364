"""Which depth, direction and number of columns show a network best, on a page or on a screen.

On a page, the deepest picture wins of which no text is smaller than 7 points. On a screen the depth
is what is read at a glance, and what comes nearest to the shape of a screen wins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

from archspec.backends.diagram.chart.block import Block
from archspec.backends.diagram.chart.columns import Columns
from archspec.backends.diagram.chart.compose import Furniture, measure
from archspec.backends.diagram.chart.flowchart import Flowchart
from archspec.backends.diagram.chart.look import SMALLEST, Look, Way
from archspec.backends.diagram.chart.ushape import FEWEST, u_shape
from archspec.backends.diagram.options import Options, Page
from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.gather import gather
from archspec.backends.diagram.picture.glance import MOST_BOXES, glance_depth
from archspec.backends.diagram.picture.part import find_scope
from archspec.backends.diagram.picture.picture import Picture
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.graph import Graph

LEGIBLE = 7.0
"""Points of the smallest text on a page: what journals ask for."""

MOST_COLUMNS = 6
"""As many columns are tried, and as many lines on a screen."""

MOST_LINES = 12
"""As many lines are tried on a page, where a line may hold no more than three boxes."""

MANY_BOXES = 400
"""Boxes from which on nothing but the most columns is tried, as the time grows with both."""

LEAST_ROOM = 2500.0
"""Square points that a box takes at least, with the gap to the next."""

SCREEN = 1.5
"""Width by height of what a screen shows best."""

PER_COLUMN = 0.08
"""By which share larger another column must show it, as the eye has to jump to it."""

PER_BREAK = 0.13
"""By which share lower on a page another column must make it, for the same reason."""

FOLDED = 100
"""What a U is better than another form, on a logarithmic scale: always."""

TALLEST = 1200.0
"""Points of a U on a screen; a taller one is drawn less deep, if it can be."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with a place for everything in it.

    Args:
        picture: what is shown.
        block: laid out.
        look: how.
        depth: deeper scopes are a box each; None where there are none.
        width: in points, before it is scaled.
        height: in points, before it is scaled.
        scale: by which it fits the page; 1 where it does as it is, or where there is none.
        furniture: what stands around it.
        folded: whether it is a U.
        columns: how many there are.
    """

    picture: Picture
    block: Block
    look: Look
    depth: int | None
    width: float
    height: float
    scale: float
    furniture: Furniture
    folded: bool = False
    columns: int = 1

    @property
    def legible(self) -> bool:
        """Whether its smallest text can be read on the page."""
        return self.scale * SMALLEST >= LEGIBLE - 1e-9


def lay_out(graph: Graph, options: Options) -> Layout:
    """The best layout of a network; for a page on which nothing fits, the nearest to it.

    Raises:
        Failure: A507 for a path that is no scope's; A508 where a U is wanted and cannot be.
    """
    page = options.room
    if page is None:
        return _on_screen(graph, options)
    small: list[Layout] = []
    for depth, picture in _pictures(graph, options, page):
        found = _layouts(depth, picture, options, page)
        legible = [layout for layout in found if layout.legible]
        if legible:
            return max(legible, key=_suits)
        small += found
    if not small:
        raise Failure([_no_u()])
    return max(small, key=lambda layout: layout.scale)


def _on_screen(graph: Graph, options: Options) -> Layout:
    """What shows a network largest on a screen, at the depth that is read at a glance."""
    depth, picture = _glance(graph, options)
    found = _layouts(depth, picture, options, None)
    if not found:
        raise Failure([_no_u()])
    best = min(found, key=_far_from_screen)
    while best.folded and best.height > TALLEST and depth != 0 and options.depth is None:
        depth = (find_scope(graph, options.only).depth if depth is None else depth) - 1
        found = _layouts(depth, _arranged(graph, options, depth), options, None)
        best = min((one for one in found if one.folded), key=_far_from_screen, default=best)
    return best


def _glance(graph: Graph, options: Options) -> tuple[int | None, Picture]:
    """As deep as is read at a glance, or as is wanted."""
    if options.depth is not None:
        return options.depth, _arranged(graph, options, options.depth)
    depth = glance_depth(graph, only=options.only, unfold=options.unfold)
    picture = _arranged(graph, options, depth)
    return depth, _at_a_glance(picture)


def _at_a_glance(picture: Picture) -> Picture:
    """The picture, with neighbours of one kind as one box where it has very many."""
    many = sum(1 for _ in picture.boxes) > MOST_BOXES
    return gather(picture) if many else picture


def _pictures(graph: Graph, options: Options, page: Page) -> Iterator[tuple[int | None, Picture]]:
    """From all that there is to one box for each scope, and for scopes of one kind."""
    if options.depth is not None:
        yield options.depth, _arranged(graph, options, options.depth)
        return
    deepest = find_scope(graph, options.only).depth - 1
    most = page.width * page.height * (SMALLEST / LEGIBLE) ** 2 / LEAST_ROOM
    for depth in (None, *range(deepest - 1, -1, -1)):
        picture = _arranged(graph, options, depth)
        if sum(1 for _ in picture.boxes) <= most:
            yield depth, _at_a_glance(picture)
    yield 0, gather(_arranged(graph, options, 0))


def _arranged(graph: Graph, options: Options, depth: int | None) -> Picture:
    return arrange(graph, depth=depth, only=options.only, unfold=options.unfold)


def _layouts(
    depth: int | None, picture: Picture, options: Options, page: Page | None
) -> list[Layout]:
    """All that are tried; on a page no more than until one of them can be read."""
    furniture = Furniture(options.title, bool(options.legend))
    found: list[Layout] = []
    for params, shapes in _said(options, page):
        tried = []
        for look, block, columns in _blocks(picture, options, page, Look("down", params, shapes)):
            size = measure(picture, block, look, furniture)
            width, height = size.width, size.height
            scale = min(1.0, page.width / width, page.height / height) if page else 1.0
            folded = columns == 0
            tried.append(
                Layout(
                    *(picture, block, look, depth, width, height, scale, furniture),
                    folded=folded,
                    columns=columns,
                )
            )
        found += tried
        # A U that cannot be read yet may be without parameters, and is better than another form.
        if any(one.legible for one in tried) and all(o.legible for o in tried if o.folded):
            break
    return found


def _blocks(
    picture: Picture, options: Options, page: Page | None, look: Look
) -> Iterator[tuple[Look, Block, int]]:
    """Everything that is tried: the look, what comes of it, and the columns, 0 for a U."""
    block = None
    if options.direction in ("auto", "u") and options.columns is None:
        block = u_shape(picture, look, fewest=1 if options.direction == "u" else FEWEST)
    if block is not None:
        yield look, block, 0
    if options.direction != "u" and (block is None or page is not None):
        for way in _ways(options):
            yield from _columns(picture, options, page, replace(look, way=way))


def _said(options: Options, page: Page | None) -> Iterator[tuple[bool, bool]]:
    """Whether parameters and shapes are shown; on a page they may have to go."""
    yield options.params, options.shapes
    if page is not None and options.params:
        yield False, options.shapes
    if page is not None and options.shapes:
        yield False, False


def _ways(options: Options) -> Sequence[Way]:
    if options.direction == "down":
        return ("down",)
    return ("right",) if options.direction == "right" else ("down", "right")


def _columns(
    picture: Picture, options: Options, page: Page | None, look: Look
) -> Iterator[tuple[Look, Block, int]]:
    columns = Columns(Flowchart(picture, look))
    most = min(columns.most, MOST_LINES if page and look.across else MOST_COLUMNS)
    first = most if sum(1 for _ in picture.boxes) > MANY_BOXES else 1
    for count in [options.columns] if options.columns else range(first, most + 1):
        yield look, columns.block(count), count
        apart = columns.apart(count) if page else None
        if apart is not None:
            yield look, apart, count


def _no_u() -> Diagnostic:
    return Diagnostic(
        "A508",
        "no skips make a U of the network at this depth, so that `direction: u` cannot be heeded",
        notes=("a U needs a skip that ends in a merge, with no other line from half to half",),
        helps=(Help("take `down` or `right`"),),
    )


def _suits(layout: Layout) -> tuple[bool, bool, bool, float, float]:
    """On a page: with shapes, then a U, with parameters, large, and low, as no text runs beside."""
    look = layout.look
    low = -log(layout.height) - PER_BREAK * (layout.columns - 1)
    return look.shapes, layout.folded, look.params, layout.scale, low


def _far_from_screen(layout: Layout) -> float:
    """How little of it is seen on a screen that shows all of it; a U comes before all others."""
    side = log(max(layout.width / SCREEN, layout.height))
    return side + PER_COLUMN * (layout.columns - 1) - FOLDED * layout.folded
