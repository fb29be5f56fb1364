"""A run in progress: epochs, what is saved after each, and when to stop."""

from math import inf
from pathlib import Path

from archspec.recipe import Recipe
from archspec.runner.checkpoint import save_weights
from archspec.runner.curves import CURVES, draw_curves
from archspec.runner.data import count_batches
from archspec.runner.events import Events, check_inside
from archspec.runner.loop import Loop, watched
from archspec.runner.metrics import write_metrics
from archspec.runner.progress import Epoch
from archspec.runner.session.state import Standing, load_standing, save_standing
from archspec.runner.storage import sweep, unwritable, write

BEST, LAST = "best.safetensors", "last.safetensors"
EVENTS = "tensorboard"


class Session:
    """The epochs of one run, kept in its folder.

    After every epoch the state on disk is complete: an interruption at any moment loses at most the
    epoch that was under way, and everything random in an epoch depends on its number alone.
    """

    def __init__(self, folder: Path, loop: Loop):
        self.folder, self.loop = folder, loop
        self.standing = Standing()

    @property
    def history(self) -> list[Epoch]:
        """The figures of every epoch that is done."""
        return self.standing.history

    @property
    def best(self) -> int:
        """Number of the best epoch; 0 before the first."""
        return self.standing.best

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
        save_standing(self.folder, self.loop, self.standing)

    def load(self) -> None:
        """Go back to the state that was saved last.

        Raises:
            Failure: A641 to A643 if it is missing, damaged or of another network.
        """
        if self.main:
            sweep(self.folder)
        self.standing = load_standing(self.folder, self.loop)

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
        self.standing.best = costs.index(min(costs)) + 1
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
