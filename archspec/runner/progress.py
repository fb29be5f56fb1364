"""What a training run says while it works. The runner itself prints nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from archspec.runner.data.account import Account


@dataclass(frozen=True, slots=True)
class Epoch:
    """The figures of one epoch.

    Args:
        number: 1 for the first.
        train_loss: mean over the samples as they were trained on, without weight penalties.
        train_accuracy: likewise, between 0 and 1; None where the targets are numbers.
        val_loss: mean over the validation samples in eval mode; None without any.
        val_accuracy: likewise.
        rate: the learning rate of the epoch's last step.
        seconds: wall-clock time.
        figures: all others by the names of their columns, such as `train_f1`, `val_price.mae`;
            None for what has no value, as where no sample is of any class.
    """

    number: int
    train_loss: float
    train_accuracy: float | None
    val_loss: float | None
    val_accuracy: float | None
    rate: float
    seconds: float
    figures: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def row(self) -> dict[str, float | None]:
        """All figures by the names of their columns, `number` first."""
        plain = ("number", "train_loss", "train_accuracy", "val_loss", "val_accuracy")
        every = (*plain, "rate", "seconds")
        return {name: getattr(self, name) for name in every} | dict(self.figures)

    def figure(self, name: str) -> float | None:
        """A figure of the validation samples, or of the training samples without any.

        The name of a target may stand before it where there is only one.

        >>> epoch = Epoch(1, 0.5, 0.8, None, None, 0.1, 1.0, {"train_f1": 0.7})
        >>> epoch.figure("accuracy"), epoch.figure("output.f1")
        (0.8, 0.7)
        """
        return self.row.get(self._column(name))

    @property
    def watched(self) -> dict[str, float | None]:
        """All but loss and accuracy, of the validation samples where there are any, without `val_`.

        Of several targets, what each has besides its loss.
        """
        part = "train_" if self.val_loss is None else "val_"
        found = {
            name.removeprefix(part): one
            for name, one in self.figures.items()
            if name.startswith(part)
        }
        return {name: one for name, one in found.items() if not name.endswith(".loss")}

    def has(self, name: str) -> bool:
        """Whether there is such a figure; of an epoch it may have no value all the same."""
        plain = self._column(name).endswith(("_loss", "_accuracy"))
        return self.figure(name) is not None or (not plain and self._column(name) in self.row)

    def _column(self, name: str) -> str:
        part = "train" if self.val_loss is None else "val"
        whole = f"{part}_{name}"
        return whole if whole in self.row else f"{part}_{name.rpartition('.')[2]}"


def impossible(history: Sequence[Epoch]) -> str:
    """What no training writes of its epochs, as a part of a sentence; or nothing.

    >>> impossible([Epoch(1, 0.5, 0.9, None, None, 0.1, 2.0)])
    ''
    >>> impossible([Epoch(1, 0.5, 7.0, None, None, 0.1, 2.0)])
    'epoch 1 has an accuracy of 7'
    """
    if [epoch.number for epoch in history] != [*range(1, len(history) + 1)]:
        return "its epochs are not numbered from 1"
    found = ((epoch, why) for epoch in history if (why := _impossible(epoch)))
    return next((f"epoch {epoch.number} has {why}" for epoch, why in found), "")


def _impossible(epoch: Epoch) -> str:
    losses, shares = (epoch.train_loss, epoch.val_loss), (epoch.train_accuracy, epoch.val_accuracy)
    for word, values, least, most in (
        ("a loss", losses, -inf, inf),
        ("an accuracy", shares, 0, 1),
        ("a learning rate", (epoch.rate,), 0, inf),
        ("a time", (epoch.seconds,), 0, inf),
    ):
        for value in values:
            if value is not None and not (isfinite(value) and least <= value <= most):
                return f"{word} of {value:g}"
    return ""


class Progress(Protocol):
    """Callbacks that a command line or a notebook draws from; `Silent` has a body for each."""

    def on_download(self, name: str, done: int, total: int | None) -> None:
        """`done` of `total` bytes of the file `name` have arrived."""

    def on_data(self, account: "Account") -> None:
        """The data is there: what was found of it."""

    def on_start(self, folder: Path, first: int, epochs: int, steps: int) -> None:
        """Training begins with epoch `first` of `epochs`, each of `steps` batches."""

    def on_step(self, step: int) -> None:
        """`step` batches of this epoch are done; no figures, as they would wait for the device."""

    def on_epoch(self, epoch: Epoch, best: bool) -> None:
        """An epoch is done and saved; `best` if none was better."""

    def on_note(self, text: str) -> None:
        """Something worth a line of the log, such as an early stop."""


class Silent:
    """Says nothing; a base for those who want only some of the callbacks."""

    def on_download(self, name: str, done: int, total: int | None) -> None:
        """See `Progress`."""

    def on_data(self, account: "Account") -> None:
        """See `Progress`."""

    def on_start(self, folder: Path, first: int, epochs: int, steps: int) -> None:
        """See `Progress`."""

    def on_step(self, step: int) -> None:
        """See `Progress`."""

    def on_epoch(self, epoch: Epoch, best: bool) -> None:
        """See `Progress`."""

    def on_note(self, text: str) -> None:
        """See `Progress`."""
