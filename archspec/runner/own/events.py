"""What functions of the caller are told while a run is trained, and how they end it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any, get_type_hints

from torch import Tensor

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


@dataclass(frozen=True, eq=False)
class StepEnd:
    """The weights were changed once; told of only to functions that say so.

    Args:
        folder: of the run.
        epoch: number of the epoch.
        step: number of the step within it, 1 for the first.
        steps: how many it has.
        rate: the learning rate of this step.
        loss: the mean over the labels of the step, without penalties, on the device: to read it
            waits for that. Of several processes, this is what the samples of the first come to.
    """

    folder: Path
    epoch: int
    step: int
    steps: int
    rate: float
    loss: Tensor


@dataclass(frozen=True)
class Saved:
    """What a run needs to go on is in its folder, up to here.

    Args:
        folder: of the run.
        epoch: number of the epoch.
        step: number of the last step within it that is kept; None after the whole epoch.
        files: what was written: the state, and after an epoch the weights.
    """

    folder: Path
    epoch: int
    step: int | None
    files: tuple[Path, ...]


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
    """What a function gives to end a run after the epoch that is under way, with a word on why."""

    why: str


Event = RunStart | StepEnd | Saved | EpochEnd | RunEnd
Callback = Callable[[Any], Stop | None]


def tell(callbacks: Sequence[Callback], event: Event) -> Stop | None:
    """Calls each function that takes such an event; the first wish to stop.

    >>> def stop_at_once(event: EpochEnd) -> Stop:
    ...     return Stop("enough")
    >>> tell([stop_at_once], RunStart(Path("runs/x"), 1, 3)) is None
    True
    """
    answers = [one(event) for one in callbacks if takes(one, type(event))]
    return next((one for one in answers if isinstance(one, Stop)), None)


def takes(callback: Callback, kind: type) -> bool:
    """Whether a function says that it takes events of a kind.

    One that says nothing takes all but steps, of which there are many.

    >>> takes(lambda event: None, EpochEnd), takes(lambda event: None, StepEnd)
    (True, False)
    """
    names = [*signature(callback).parameters]
    try:
        hints = get_type_hints(callback)
    except (NameError, TypeError):  # of an object that is called, or a type that is not there
        hints = {}
    wanted = hints.get(names[0]) if names else None
    return kind is not StepEnd if wanted in (None, object, Any) else issubclass(kind, wanted)
