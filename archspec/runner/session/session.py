"""A run in progress: epochs, what is saved after each, and when to stop."""

from collections.abc import Mapping
from dataclasses import asdict
from math import inf
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from archspec.recipe import Recipe
from archspec.runner.checkpoint import damaged, load_state, save_state, save_weights
from archspec.runner.curves import CURVES, draw_curves
from archspec.runner.data import count_batches
from archspec.runner.events import Events, check_inside
from archspec.runner.loop import Loop, watched
from archspec.runner.metrics import write_metrics
from archspec.runner.optimizer_state import is_like
from archspec.runner.progress import Epoch
from archspec.runner.storage import sweep, unwritable, write

STATE, BEST, LAST = "state.safetensors", "best.safetensors", "last.safetensors"
EVENTS = "tensorboard"


class Session:
    """The epochs of one run, kept in its folder.

    After every epoch the state on disk is complete: an interruption at any moment loses at most the
    epoch that was under way, and everything random in an epoch depends on its number alone.
    """

    def __init__(self, folder: Path, loop: Loop):
        self.folder, self.loop = folder, loop
        self.history: list[Epoch] = []
        self.best = 0

    @property
    def recipe(self) -> Recipe:
        """The recipe of the run."""
        return self.loop.recipe

    @property
    def stopped_early(self) -> bool:
        """Whether the patience of `early_stop` is at its end."""
        rule = self.recipe.early_stop
        if rule is None:
            return False
        record, waited = inf, 0
        for epoch in self.history:
            figure = _cost(epoch, self.recipe)
            improved = figure < record - rule.min_delta
            record, waited = (figure, 0) if improved else (record, waited + 1)
            if waited >= rule.patience:
                return True
        return False

    def save(self) -> None:
        """Write the state from which the run resumes."""
        rest: dict[str, Any] = {
            "history": [asdict(epoch) for epoch in self.history],
            "best": self.best,
            "schedule": _plain(self.loop.schedule.state_dict()) if self.loop.schedule else None,
            "scaler": self.loop.accelerator.scaler.state_dict()
            if self.loop.accelerator.scaler
            else None,
        }
        save_state(self.folder / STATE, self.loop.bare, self.loop.optimizer, rest)

    def load(self) -> None:
        """Go back to the state that was saved last.

        Raises:
            Failure: A641 to A643 if it is missing, damaged or of another network.
        """
        path = self.folder / STATE
        if self.main:
            sweep(self.folder)
        rest = load_state(path, self.loop.bare, self.loop.optimizer)
        try:
            self.history = TypeAdapter(list[Epoch]).validate_python(rest["history"])
            self.best = _best(rest["best"], self.history, self.recipe)
            if self.loop.schedule:
                _restore(self.loop.schedule, rest["schedule"])
            if self.loop.accelerator.scaler and rest["scaler"]:
                _restore(self.loop.accelerator.scaler, rest["scaler"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise damaged(path, f"{type(error).__name__}: {error}") from None

    def run(self, input_shape: tuple[int, ...]) -> None:
        """Train the epochs that are left.

        Raises:
            Failure: A631 if the loss is no number any more, A644 if nothing can be written.
        """
        steps = count_batches(len(self.loop.data.parts["train"]), self.recipe.batch_size)
        first = len(self.history) + 1
        self.loop.progress.on_start(self.folder, first, self.recipe.epochs, steps)
        events = self._events(input_shape)
        try:
            for number in range(first, self.recipe.epochs + 1):
                if self.stopped_early:
                    self.loop.progress.on_note(f"stopped early after epoch {number - 1}")
                    break
                self._one(number, events)
        except OSError as error:
            raise unwritable(self.folder / EVENTS, error) from None
        finally:
            if events:
                events.close()
        if self.main and self.history:
            write(self.folder / CURVES, draw_curves(self.history, self.best))

    @property
    def main(self) -> bool:
        """Whether this is the process that writes files."""
        return bool(self.loop.accelerator.is_main_process)

    def _one(self, number: int, events: Events | None) -> None:
        epoch = self.loop.epoch(number)
        self.history.append(epoch)
        costs = [_cost(one, self.recipe) for one in self.history]
        self.best = costs.index(min(costs)) + 1
        if self.main:
            self._keep(epoch, events)
        self.loop.progress.on_epoch(epoch, best=self.best == number)

    def _keep(self, epoch: Epoch, events: Events | None) -> None:
        """The state goes last: until it is there, resuming repeats the epoch, to the same bits."""
        about = {"epoch": str(epoch.number)}
        if self.best == epoch.number:
            save_weights(self.folder / BEST, self.loop.bare, about)
        save_weights(self.folder / LAST, self.loop.bare, about)
        write_metrics(self.folder / "metrics.csv", self.history)
        if events:
            events.epoch(epoch)
        self.save()

    def _events(self, input_shape: tuple[int, ...]) -> Events | None:
        if not (self.recipe.tensorboard and self.main):
            return None
        try:
            check_inside(self.folder / EVENTS)
            events = Events(self.folder / EVENTS, self.history)
        except OSError as error:
            raise unwritable(self.folder / EVENTS, error) from None
        if not self.history and (reason := events.graph(self.loop.bare, input_shape)):
            self.loop.progress.on_note(f"TensorBoard shows no graph: {reason}")
        return events


def _cost(epoch: Epoch, recipe: Recipe) -> float:
    """The watched figure as something to make small."""
    figure = watched(epoch, recipe)
    return -figure if recipe.watch == "accuracy" else figure


def _best(number: Any, history: list[Epoch], recipe: Recipe) -> int:
    """The best epoch, if it is one of these, which are numbered from 1; 0 before the first.

    Raises:
        ValueError: where it is none, or where an epoch lacks the figure that is watched.
    """
    numbers = [epoch.number for epoch in history]
    if numbers != [*range(1, len(numbers) + 1)] or number not in (numbers or [0]):
        raise ValueError("the epochs are not in order")
    if recipe.watch == "accuracy" and any(epoch.train_accuracy is None for epoch in history):
        raise ValueError("an epoch lacks the figure that is watched")
    return int(number)


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
