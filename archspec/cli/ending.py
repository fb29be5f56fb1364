"""What is said where a training ends before its time: how to go on with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from archspec.cli.output import say
from archspec.cli.progress import Log
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.runner import way_on

PASSING: Final = frozenset(("A620", "A622", "A624", "A625", "A626", "A644"))
"""What is mended outside of the run: data that went away, a disk that is full."""

INTERRUPTED: Final = 130
"""The exit status of what was ended by Ctrl-C: 128 and the number of the signal."""


@contextmanager
def tells_how_to_go_on(shown: Log) -> Iterator[None]:
    """Adds the command that goes on with a run to whatever ends it early.

    Args:
        shown: was told of the run's folder and of its epochs.
    """
    try:
        yield
    except KeyboardInterrupt:
        shown.close()
        say(f"\nstopped {_moment(shown)}", err=True)
        if shown.folder is not None:
            say(f"go on with: {way_on(shown.folder)}", err=True)
        raise SystemExit(INTERRUPTED) from None
    except Failure as failure:
        raise Failure(_with_help(failure, shown)) from None


def _moment(shown: Log) -> str:
    if shown.folder is None:
        return "before training began"
    return f"after epoch {shown.done}" if shown.done else "before the end of the first epoch"


def _with_help(failure: Failure, shown: Log) -> list[Diagnostic]:
    found = failure.diagnostics
    if shown.folder is None or not {one.code for one in found} <= PASSING:
        return [*found]
    kept = f"epoch {shown.done} is kept" if shown.done else "the run is kept"
    way = Help(f"{kept}; when that is mended, go on with `{way_on(shown.folder)}`")
    return [*found[:-1], replace(found[-1], helps=(*found[-1].helps, way))]
