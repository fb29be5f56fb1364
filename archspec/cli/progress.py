"""How training shows itself: a bar on a terminal, a line an epoch in a log."""

import sys
from pathlib import Path
from typing import Any, Self

from archspec.cli.output import say_wrapped, wrapped
from archspec.cli.voice import speaks
from archspec.runner import Account, Epoch
from archspec.runner.lines import Lines


class Log(Lines):
    """A line an epoch, printed."""

    def __init__(self) -> None:
        super().__init__(self.print)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def print(self, text: str) -> None:
        """Prints a line at once, as a log is read while it grows."""
        say_wrapped(text)
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing more will be said."""


class Bar(Log):
    """A line an epoch above a bar of its batches."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        super().__init__()
        columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
        self.bars = Progress(*columns, transient=True)
        self.bar: Any = None

    def on_download(self, name: str, done: int, total: int | None) -> None:
        """The bytes that have arrived."""
        if self.bar is None:
            self.bars.start()
            self.bar = self.bars.add_task(name, total=total)
        self.bars.update(self.bar, completed=done, description=name, total=total)
        if done == total:
            self.close()

    def on_start(self, folder: Path, first: int, epochs: int, steps: int) -> None:
        """The bar of the first epoch."""
        super().on_start(folder, first, epochs, steps)
        if first > epochs:
            return
        self.number, self.steps = first, steps
        self.bars.start()
        self.bar = self.bars.add_task(self._label(), total=steps)

    def on_step(self, step: int) -> None:
        """One batch more."""
        self.bars.update(self.bar, completed=step)

    def on_epoch(self, epoch: Epoch, best: bool) -> None:
        """The line of the epoch, and a new bar."""
        super().on_epoch(epoch, best)
        self.number = epoch.number + 1
        if self.number > self.epochs:
            self.close()
        else:
            self.bars.reset(self.bar, total=self.steps, description=self._label())

    def print(self, text: str) -> None:
        """Prints above the bar."""
        self.bars.console.print(wrapped(text), markup=False, highlight=False)

    def close(self) -> None:
        """Takes the bar away."""
        if self.bar is not None:
            self.bars.remove_task(self.bar)
            self.bar = None
        self.bars.stop()

    def _label(self) -> str:
        return f"epoch {self.number}/{self.epochs}"


class Notes(Log):
    """Only remarks, beside what a command prints for machines."""

    def on_data(self, account: Account) -> None:
        """Nothing of it."""

    def on_download(self, name: str, done: int, total: int | None) -> None:
        """Nothing of it."""

    def print(self, text: str) -> None:
        """Prints apart from what machines read."""
        say_wrapped(text, err=True)


def progress(*, known_data: bool = False) -> Log:
    """The bar where somebody watches, the log where nobody does.

    Args:
        known_data: whether a run has said before what its data is.
    """
    shown = Bar() if sys.stdout.isatty() and speaks() else Log()
    shown.known_data = known_data
    return shown
