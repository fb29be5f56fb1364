"""How training shows itself: a bar on a terminal, a line an epoch in a log."""

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final, Self

from archspec.cli.output import WIDEST, say_wrapped, wrapped
from archspec.cli.voice import speaks
from archspec.diagnostics.readable import as_figure, as_name, as_percent, printable
from archspec.runner import Account, Epoch, Silent
from archspec.runner.data.account import NOTHING_HELD_BACK

SLOW: Final = 100
"""Seconds from which on tenths are not told."""


class Log(Silent):
    """A line an epoch.

    Attributes:
        folder: of the run, once it has begun.
        done: number of the last epoch that was finished; 0 before the first.
        advised: codes of what was said of the network and its recipe before.
        known_data: whether the run has said before what its data is.
    """

    folder: Path | None = None
    done = 0
    advised: Collection[str] = ()
    known_data = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on_data(self, account: Account) -> None:
        """What the data is, in a line, and what is odd about it, when a run begins."""
        if self.known_data:
            return
        self.say(f"data: {account.line}")
        for note in account.notes:
            # A720 says that too.
            if not (note == NOTHING_HELD_BACK and "A720" in self.advised):
                self.say(f"careful: {note}")

    def on_download(self, name: str, done: int, total: int | None) -> None:
        """One line when a file is there."""
        if total is not None and done == total:
            self.say(f"downloaded {name} ({total / 2**20:.1f} MiB)")

    def on_start(self, folder: Path, first: int, epochs: int, steps: int) -> None:
        """Where the run is."""
        self.folder, self.done, self.epochs = folder, first - 1, epochs
        if first > epochs:
            return
        where = printable(str(folder))
        self.say(f"training into {where}: {epochs_text(first, epochs, steps)}")

    def on_epoch(self, epoch: Epoch, best: bool) -> None:
        """The figures of the epoch."""
        self.done = epoch.number
        self.say(epoch_line(epoch, self.epochs, best))

    def on_note(self, text: str) -> None:
        """A remark."""
        self.say(text)

    def say(self, text: str) -> None:
        """Prints a line at once, as a log is read while it grows."""
        say_wrapped(text)
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing more will be said."""


class Bar(Log):
    """A line an epoch above a bar of its batches."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

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

    def say(self, text: str) -> None:
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

    def say(self, text: str) -> None:
        """Prints apart from what machines read."""
        say_wrapped(text, err=True)


def epochs_text(first: int, last: int, batches: int) -> str:
    """Which epochs there will be, and how long each is.

    >>> epochs_text(1, 3, 1_200), epochs_text(4, 4, 1)
    ('epochs 1 to 3, 1,200 batches each', 'epoch 4, 1 batch')
    """
    count = f"{batches:,} batch{'' if batches == 1 else 'es'}"
    return f"epoch {first}, {count}" if first == last else f"epochs {first} to {last}, {count} each"


def epoch_line(epoch: Epoch, epochs: int, best: bool) -> str:
    """The figures of an epoch in one line, or in two where they are many.

    >>> epoch_line(Epoch(3, 0.25, 0.9, 0.31, 0.88, 0.01, 1.5), 10, True)
    'epoch  3/10  loss 0.2500  acc 90.0 %  val loss 0.3100  acc 88.0 %  1.5 s  best'

    Of other figures only those of the samples that are watched have room.
    """
    parts = [f"epoch {epoch.number:>{len(str(epochs))}}/{epochs}"]
    for word, loss, accuracy in (
        ("loss", epoch.train_loss, epoch.train_accuracy),
        ("val loss", epoch.val_loss, epoch.val_accuracy),
    ):
        if loss is not None:
            parts.append(f"{word} {loss:.4f}")
        if accuracy is not None:
            parts.append(f"acc {as_percent(accuracy)}")
    parts += [as_figure(as_name(name), value) for name, value in epoch.watched.items()]
    parts.append(f"{epoch.seconds:.1f} s" if epoch.seconds < SLOW else f"{epoch.seconds:.0f} s")
    return _in_lines([*parts, *["best"] * best])


def _in_lines(parts: Sequence[str]) -> str:
    """Parts beside each other, as many in a line as it has room for."""
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 2 <= WIDEST:
            lines[-1] += f"  {part}"
        else:
            lines.append(f"  {part}")
    return "\n".join(lines)


def progress(*, known_data: bool = False) -> Log:
    """The bar where somebody watches, the log where nobody does.

    Args:
        known_data: whether a run has said before what its data is.
    """
    shown = Bar() if sys.stdout.isatty() and speaks() else Log()
    shown.known_data = known_data
    return shown
