"""What a training run says, in lines: of its data, its epochs and what else is worth one."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

from archspec.diagnostics.readable import WIDEST, as_figure, as_name, as_percent, printable
from archspec.runner.data.account import NOTHING_HELD_BACK, Account
from archspec.runner.progress import Epoch, Progress, Silent

SLOW: Final = 100
"""Seconds from which on tenths are not told."""

Say = Callable[[str], object]


class Lines(Silent):
    """Says a line an epoch.

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

    def __init__(self, say: Say = print) -> None:
        """Takes what each line is given to."""
        self.say = say

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


def listener(progress: Progress | Say | None) -> Progress:
    """What a run tells its progress: callbacks as they are, or a function that takes lines.

    >>> listener(None).on_note("not said")
    >>> listener(print).on_note("said")
    said
    """
    if progress is None:
        return Silent()
    return Lines(progress) if callable(progress) else progress


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
