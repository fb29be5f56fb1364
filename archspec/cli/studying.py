"""What the commands of studies share: other processes, and how a study tells of itself."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any, Final

from archspec.cli.output import say
from archspec.diagnostics.readable import as_name
from archspec.files import is_there, safe_name

HOME: Final = Path("studies")


def free_folder(name: str) -> Path:
    """The next free folder under `studies` for a study of that name."""
    from archspec.runner import FirstFree

    places = FirstFree(HOME, safe_name(name, "study"))
    return next(place for place in places if not is_there(place))


def train_together(
    command: str,
    folder: Path,
    train: Callable[[], None],
    processes: int,
    options: Sequence[str] = (),
    *,
    worker: bool,
) -> None:
    """Trains what is left, here and in other processes.

    Args:
        command: of the study, by which others help.
        folder: of the study.
        train: trains, until there is nothing that nobody has taken.
        processes: how many there are to be.
        options: that the others get as well.
        worker: whether this is one of the others.
    """
    from archspec.cli.ending import INTERRUPTED

    try:
        with _others(command, folder, processes - 1, options) as others:
            train()
            for one in others:
                one.wait()
        if others:
            # What one that was ended has left.
            train()
    except KeyboardInterrupt:
        if not worker:
            way = f"archspec {command} --resume {quote(str(folder))}"
            say(f"\nstopped\ngo on with: {way}", err=True)
        raise SystemExit(INTERRUPTED) from None


@contextmanager
def _others(
    command: str, folder: Path, count: int, options: Sequence[str]
) -> Iterator[Sequence["subprocess.Popen[bytes]"]]:
    """Processes that help with a study; ended with this one."""
    each = max(1, (os.cpu_count() or 1) // (count + 1))
    around = {"OMP_NUM_THREADS": str(each), **os.environ}
    started = []
    try:
        for number in range(1, count + 1):
            words = [sys.executable, "-m", "archspec", command, "--resume", str(folder)]
            words += ["--worker", str(number), *options]
            started.append(subprocess.Popen(words, env=around))  # noqa: S603  this program
        yield started
    finally:
        for one in started:
            one.terminate()
            one.wait()


class Log:
    """A line for each run that has ended.

    Args:
        by: the figure that is told.
        parts: of the data, of which the first that there is is told.
        silent: whether another process says what the data is.
    """

    def __init__(self, by: str, parts: Sequence[str], *, silent: bool) -> None:
        self.by, self.parts, self.first = by, parts, not silent

    def on_run(self, name: str, seed: int) -> Any:  # noqa: ARG002  each run has its name and seed
        """What is told of the epochs: of the first run, what the data is."""
        from archspec.cli.progress import Log as Training
        from archspec.runner import Silent

        class Data(Training):
            on_start, on_epoch, on_note = Silent.on_start, Silent.on_epoch, Silent.on_note

        shown, self.first = Data() if self.first else Silent(), False
        return shown

    def on_outcome(self, name: str, outcome: Any, done: int, count: int) -> None:
        """How a run has ended."""
        from archspec.study.table import duration, spread_text

        values = ((part, outcome.figure(part, self.by)) for part in self.parts)
        part, value = next((one for one in values if one[1] is not None), ("", None))
        figure = f"{part} {self.by} {spread_text([value], self.by)}" if value is not None else ""
        said = figure or outcome.failed or "no such figure"
        place = f"{done:>{len(str(count))}} of {count}"
        say(f"{place}  {as_name(name)}: {said}  {duration(outcome.seconds)}")
