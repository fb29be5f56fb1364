"""One bound on everything that a file makes the machine work out, in whichever stage that is.

Fields are worked out in many places, each of which is given values and no state. The budget stands
around them all: what one expression may cost is bounded by `bounds`, and a file has many of them.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Span
from archspec.language.expressions.bounds import MAX_FILE_STEPS


@dataclass(slots=True)
class FileBudget:
    """The steps that are left to a file.

    Args:
        left: the steps.
        finding: the first that went beyond them. Whatever is asked for later has no value for the
            same reason, which is said once.
        known: values that were worked out, each with the steps that this took and the lists that
            it was made of, by the expression and all that it mentions.
    """

    left: int = MAX_FILE_STEPS
    finding: Diagnostic | None = None
    known: dict[tuple[Hashable, ...], tuple[Any, int, Any]] = field(default_factory=dict)

    def spent(self, steps: int, span: Span) -> Diagnostic | None:
        """Takes the steps; A210 where there are no more."""
        self.left -= steps
        if self.left < 0 and self.finding is None:
            message = "the values of this file take too long to compute"
            note = f"a file has {MAX_FILE_STEPS:,} steps, and a list as many as it has items"
            self.finding = Diagnostic("A210", message, span, notes=(note,))
        return self.finding


_CURRENT: Final[ContextVar[FileBudget | None]] = ContextVar("file_budget", default=None)


@contextmanager
def file_budget() -> Iterator[None]:
    """Gives one budget to everything that is worked out within."""
    token = _CURRENT.set(FileBudget())
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_budget() -> FileBudget:
    """The budget of the file that is being read; one of its own for a value without a file."""
    return _CURRENT.get() or FileBudget()
