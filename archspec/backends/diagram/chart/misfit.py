"""What is said of a picture that is too small on its page to be read."""

from archspec.backends.diagram.chart.fit import LEGIBLE, Layout
from archspec.backends.diagram.chart.look import SMALLEST
from archspec.backends.diagram.options import Page
from archspec.diagnostics import Diagnostic, Help


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
        helps=(
            Help(f"on {would} all of it can be read: `--page {_as_option(would)}`"),
            Help("or draw its scopes one by one, with `--only PATH`"),
        ),
    )


def _as_option(page: Page) -> str:
    """A size for a command, rounded up so that it holds."""
    tenths = (int(side / 7.2) + 1 for side in (page.width, page.height))
    return "x".join(f"{tenth / 10:g}" for tenth in tenths)
