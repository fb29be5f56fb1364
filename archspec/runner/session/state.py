"""What a run resumes from: one file, so that its parts always belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import inf, isfinite
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from torch import Tensor

from archspec.diagnostics import Failure
from archspec.files.run_files import STATE
from archspec.runner.checkpoint import damaged
from archspec.runner.loop import Loop
from archspec.runner.optimizer_state import is_like
from archspec.runner.progress import Epoch, impossible
from archspec.runner.session.snapshot import Snapshot, load_state, read_rest, snapshot
from archspec.runner.watching import Within, cost

TALLY: Final = "tally."
"""What the names of an epoch's sums begin with."""

AVERAGE: Final = "average."
"""What the names of running means of weights begin with."""


@dataclass
class Standing:
    """How far a run has come; all else that resumes is in its network and its optimiser.

    Args:
        history: the figures of every epoch that is done.
        best: number of the best of them; 0 before the first.
        within: how far the epoch after them has come, if a part of it is done.
    """

    history: list[Epoch] = field(default_factory=list)
    best: int = 0
    within: Within | None = None


def snapshot_of(loop: Loop, standing: Standing) -> Snapshot:
    """What the run resumes from, before it is packed: the loop may go on meanwhile."""
    within, plateau = standing.within, loop.learning_rate.plateau
    rest: dict[str, Any] = {
        "history": [asdict(epoch) for epoch in standing.history],
        "best": standing.best,
        "within": {"batches": within.batches, "seconds": within.seconds} if within else None,
        "schedule": _plain(plateau.state_dict()) if plateau else None,
        "scaler": loop.precision.scaler.state_dict(),
    }
    more = _sums(within) if within else {}
    more |= {AVERAGE + name: one for name, one in _means(loop).items()}
    return snapshot(loop.bare, loop.optimizer, rest, more)


def epochs_done(folder: Path) -> int:
    """How many epochs a run has behind it, before anything of its state is loaded.

    Raises:
        Failure: A641 or A642 if the state is missing or damaged.
    """
    return epochs_and_best(folder)[0]


def progress_saved(folder: Path) -> tuple[int, int]:
    """How far a run has come that was cut off: epochs, and batches of the next; 0 before either."""
    try:
        rest = read_rest(folder / STATE)
    except Failure:
        return 0, 0
    history, within = rest.get("history"), rest.get("within")
    batches = within.get("batches") if isinstance(within, dict) else 0
    epochs = len(history) if isinstance(history, list) else 0
    return epochs, batches if isinstance(batches, int) else 0


def epochs_and_best(folder: Path) -> tuple[int, int]:
    """Likewise, and the number of the best of them; 0 before the first.

    Raises:
        Failure: A641 or A642 if the state is missing or damaged.
    """
    rest = read_rest(folder / STATE)
    history, best = rest.get("history"), rest.get("best")
    if not (isinstance(history, list) and isinstance(best, int) and 0 <= best <= len(history)):
        raise damaged(folder / STATE, "it does not say where training stood")
    return len(history), best


def load_standing(folder: Path, loop: Loop) -> Standing:
    """Go back to the state that was saved last.

    Args:
        folder: of the run.
        loop: as the recipe makes it, with weights that are overwritten.

    Raises:
        Failure: A641 to A643 if it is missing, damaged or of another network.
    """
    path = folder / STATE
    empty = loop.beginning()
    means = {AVERAGE + name: tuple(one.shape) for name, one in _means(loop).items()}
    sums = {name: tuple(one.shape) for name, one in _sums(empty).items()}
    rest, more = load_state(path, loop.bare, loop.optimizer, means, means | sums)
    try:
        history = TypeAdapter(list[Epoch]).validate_python(rest["history"])
        standing = Standing(history, _best(rest["best"], history, loop))
        standing.within = _within(rest["within"], more, loop, empty)
        if (plateau := loop.learning_rate.plateau) is not None:
            _restore(plateau, rest["schedule"])
        _restore(loop.precision.scaler, rest["scaler"])
        if loop.average:
            kept = {n.removeprefix(AVERAGE): t for n, t in more.items() if n in means}
            loop.average.load(kept)
        _check_scale(loop.precision.scaler.get_scale())
        done = standing.within.batches // loop.recipe.accumulate if standing.within else 0
        loop.learning_rate.restore(len(history) * loop.steps + done)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise damaged(path, f"{type(error).__name__}: {error}") from None
    return standing


def _means(loop: Loop) -> Mapping[str, Tensor]:
    return loop.average.tensors if loop.average else {}


def _sums(within: Within) -> dict[str, Tensor]:
    return {TALLY + name: sums for name, sums in within.tally.tensors.items()}


def _within(saved: Any, more: Mapping[str, Tensor], loop: Loop, empty: Within) -> Within | None:
    """How far an epoch has come; the sums of all processes are now those of the first.

    Raises:
        ValueError, TypeError: where no run would have saved it so.
    """
    if saved is None:
        return None
    batches, seconds = int(saved["batches"]), float(saved["seconds"])
    whole = _sums(empty).keys() <= more.keys()
    if not whole or not 0 < batches < loop.batches or batches % loop.recipe.accumulate:
        raise ValueError("the epoch has no such part")
    if not (seconds >= 0 and isfinite(seconds)):
        raise ValueError("it took no such time")
    if loop.place.main:
        for name, sums in _sums(empty).items():
            sums.copy_(more[name])
    return Within(empty.tally, batches, seconds)


def _best(number: Any, history: list[Epoch], loop: Loop) -> int:
    """The best epoch, if it is that of these; 0 before the first.

    Raises:
        ValueError: where it is not, or where no training has such epochs.
    """
    if why := impossible(history):
        raise ValueError(why)
    if any(not epoch.has(loop.recipe.watch) for epoch in history):
        raise ValueError("an epoch lacks the figure that is watched")
    if number != best_of(history, loop):
        raise ValueError("the best epoch is not the one with the best figure")
    return int(number)


def best_of(history: Sequence[Epoch], loop: Loop) -> int:
    """Number of the epoch with the best of the figures that are watched; 0 before the first."""
    costs = [cost(epoch, loop.task, loop.recipe) for epoch in history]
    return costs.index(min(costs)) + 1 if costs else 0


def _check_scale(scale: float) -> None:
    """Nothing, where losses can be scaled by that.

    Raises:
        ValueError: where it is no finite number above zero.
    """
    if not 0 < scale < inf:
        raise ValueError(f"no loss is scaled by {scale:g}")


def _restore(keeper: Any, saved: Any) -> None:
    """Gives a schedule or a scaler the numbers that were saved, and nothing else.

    Raises:
        ValueError: where one of them is not of the sort that it had.
    """
    state = keeper.state_dict()
    for name, value in _plain(state).items():
        if not is_like(saved[name], value):
            raise ValueError(f"`{name}` is not what it was")
        state[name] = saved[name]
    keeper.load_state_dict(state)


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a scheduler's state that changes: numbers, and lists of them."""
    return {
        name: value
        for name, value in state.items()
        if isinstance(value, (int, float, list, tuple)) or value is None
    }
