"""What is said of a picture that is too small on its page to be read."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from archspec.backends.diagram.chart.fit import LEGIBLE, Layout
from archspec.backends.diagram.chart.look import SMALLEST
from archspec.backends.diagram.options import LARGEST_PAGE, POINTS_PER_INCH, Options, Page
from archspec.backends.diagram.picture.part import find_scope
from archspec.diagnostics import Diagnostic, Help
from archspec.graph import Graph


def misfit(layout: Layout, page: Page) -> Diagnostic | None:
    """The advice where a picture is too small on a page to be read."""
    if layout.legible:
        return None
    return too_small(page, layout.width, layout.height, layout.scale, SMALLEST)


def too_small(page: Page, width: float, height: float, scale: float, smallest: float) -> Diagnostic:
    """The advice about a picture that cannot be read on a page, with the size that would do.

    Args:
        page: where it is to be.
        width: in points, before it is scaled.
        height: in points, before it is scaled.
        scale: by which it fits the page.
        smallest: points of its smallest text, before it is scaled.
    """
    share = LEGIBLE / smallest
    would = Page(width * share, height * share)
    return Diagnostic(
        "A505",
        f"on {page} the smallest text of the diagram has {smallest * scale:.1f} points",
        notes=(f"texts below {LEGIBLE:g} points are hardly read in print",),
        helps=tuple(_larger(would)),
    )


def _larger(would: Page) -> Iterator[Help]:
    """The page that would do, if there is one as large."""
    if max(would.width, would.height) < LARGEST_PAGE * POINTS_PER_INCH:
        yield Help(f"on {would} all of it can be read: `--page {_as_option(would)}`")


def with_ways(
    advice: Diagnostic, graph: Graph, options: Options, untitled: Callable[[Options], bool]
) -> Diagnostic:
    """The advice with what else there is to do about this network.

    Args:
        advice: A505.
        graph: what is drawn.
        options: how.
        untitled: whether all can be read under other options, which have no title.
    """
    helps = list(advice.helps)
    if options.title and untitled(replace(options, title=False)):
        helps.append(Help("or leave its name and facts out, with `--no-title`"))
    if find_scope(graph, options.only).depth > 1:
        helps.append(Help("or draw its scopes one by one, with `--only PATH`"))
    return replace(advice, helps=tuple(helps))


def _as_option(page: Page) -> str:
    """A size for a command, rounded up so that it holds."""
    tenths = (int(side / 7.2) + 1 for side in (page.width, page.height))
    return "x".join(f"{tenth / 10:g}" for tenth in tenths)
