"""The picture beside what a command is for: a machine that cannot draw can do the rest."""

from collections.abc import Callable

from archspec.cli.output import say
from archspec.diagnostics import Failure


def drawn(draw: Callable[[], str]) -> str | None:
    """What `draw` gives; None, and a word about it, where nothing can be drawn."""
    try:
        return draw()
    except Failure as failure:
        first = failure.diagnostics[0]
        say("; ".join((f"no diagram: {first.message}", *first.notes[:1])), err=True)
        return None
