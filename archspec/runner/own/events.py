"""What functions of the caller are told while a run is trained, and how they end it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any, get_type_hints

from archspec.runner.progress import Epoch


@dataclass(frozen=True)
class RunStart:
    """Training begins, or goes on.

    Args:
        folder: of the run.
        first: number of the first epoch.
        epochs: number of the last.
    """

    folder: Path
    first: int
    epochs: int


@dataclass(frozen=True)
class EpochEnd:
    """An epoch is done and kept.

    Args:
        folder: of the run.
        epoch: its figures.
        best: whether it is the best so far.
    """

    folder: Path
    epoch: Epoch
    best: bool


@dataclass(frozen=True)
class RunEnd:
    """The last epoch is done.

    Args:
        folder: of the run.
        history: the figures of all epochs.
        best: number of the best of them.
    """

    folder: Path
    history: tuple[Epoch, ...]
    best: int


@dataclass(frozen=True)
class Stop:
    """What a function gives to end a run after this epoch, with a word on why."""

    why: str


Event = RunStart | EpochEnd | RunEnd
Callback = Callable[[Any], Stop | None]


def tell(callbacks: Sequence[Callback], event: Event) -> Stop | None:
    """Calls each function that takes such an event; the first wish to stop.

    >>> def stop_at_once(event: EpochEnd) -> Stop:
    ...     return Stop("enough")
    >>> tell([stop_at_once], RunStart(Path("runs/x"), 1, 3)) is None
    True
    """
    answers = [one(event) for one in callbacks if _takes(one, event)]
    return next((one for one in answers if isinstance(one, Stop)), None)


def _takes(callback: Callback, event: Event) -> bool:
    """Whether a function says that it takes such an event; one that says nothing takes all."""
    names = [*signature(callback).parameters]
    try:
        hints = get_type_hints(callback)
    except (NameError, TypeError):  # of an object that is called, or a type that is not there
        hints = {}
    wanted = hints.get(names[0], object) if names else object
    return isinstance(event, wanted)
