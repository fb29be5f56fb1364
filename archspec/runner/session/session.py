"""A run in progress: epochs, what is saved after each, and when to stop."""

from contextlib import suppress
from dataclasses import replace
from math import inf
from pathlib import Path

from archspec.files import Content, reason
from archspec.files.run_files import BEST, CURVES, LAST, RAW, STATE
from archspec.recipe import Recipe
from archspec.runner.checkpoint import packed
from archspec.runner.curves import draw_curves
from archspec.runner.divergence import check_finite, check_weights
from archspec.runner.loop import Loop, Step
from archspec.runner.measure import Evaluation
from archspec.runner.metrics import append_metrics, write_metrics
from archspec.runner.named import Shapes
from archspec.runner.own.events import EpochEnd, RunEnd, RunStart, Saved, StepEnd
from archspec.runner.progress import Epoch
from archspec.runner.session.identity import signed
from archspec.runner.session.saving import Saving
from archspec.runner.session.state import (
    Standing,
    best_of,
    load_standing,
    snapshot_of,
)
from archspec.runner.session.telling import Telling
from archspec.runner.session.writer import Writer
from archspec.runner.storage import keep_older, write
from archspec.runner.trackers import Tell, following
from archspec.runner.trackers.tracker import Followed
from archspec.runner.watching import Within, cost


class Session:
    """The epochs of one run, kept in its folder.

    After every epoch the state on disk is complete: an interruption at any moment loses at most the
    epoch that was under way, and everything random in an epoch depends on its number alone.
    """

    def __init__(self, folder: Path, loop: Loop, identity: str):
        self.folder, self.loop = folder, loop
        self.identity = identity
        self.standing = Standing()
        self.writer = Writer()
        self.saving = Saving(loop.recipe.save, loop.place)
        self.telling = Telling(loop.callbacks, loop.place)
        self.unsaid: Saved | None = None

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
            figure = cost(epoch, self.loop.task, self.recipe)
            improved = figure < record - rule.min_delta
            record, waited = (figure, 0) if improved else (record, waited + 1)
            if waited >= rule.patience:
                return True
        return False

    def load(self) -> None:
        """Go back to the state that was saved last.

        Raises:
            Failure: A641 to A643 if it is missing, damaged or of another network.
        """
        self.standing = load_standing(self.folder, self.loop)

    def run(self, input_shape: Shapes) -> None:
        """Train the epochs that are left.

        Raises:
            Failure: A631 if the loss is no number any more, A644 if nothing can be written.
        """
        first = len(self.history) + 1
        if self.main:
            # What was written after the state that is resumed from is written again.
            write_metrics(self.folder, self.history, self.loop.columns)
        self.loop.progress.on_start(self.folder, first, self.recipe.epochs, self.loop.batches)
        self.telling.together(RunStart(self.folder, first, self.recipe.epochs))
        self._say_where()
        history = (*self.history,)
        run = Followed(self.folder, self.identity, self.loop, history, input_shape)
        with self.writer, following(run) as follow:
            for number in range(first, self.recipe.epochs + 1):
                if wish := self.telling.wish:
                    self.loop.progress.on_note(f"stopped after epoch {number - 1}: {wish.why}")
                    break
                if self.stopped_early:
                    self.loop.progress.on_note(f"stopped early after epoch {number - 1}")
                    break
                self._one(number, follow)
        self.telling.together(RunEnd(self.folder, tuple(self.history), self.best))
        if self.main and self.history:
            self._draw_curves()

    def measure(self) -> dict[str, Evaluation]:
        """The network as it is now on each part of the data; the same samples only once."""
        same = self.recipe.data.val == "test"
        parts = [part for part in self.loop.data.parts if not (same and part == "val")]
        found: dict[str, Evaluation] = {part: self.loop.measure(part) for part in parts}
        return found | ({"val": found["test"]} if same and "test" in found else {})

    @property
    def main(self) -> bool:
        """Whether this is the process that writes files."""
        return self.loop.place.main

    def _one(self, number: int, follow: Tell) -> None:
        within, self.standing.within = self.standing.within, None
        on_step = self._on_step if self.telling.of_steps else None
        epoch = self.loop.epoch(number, within, self._after_step, on_step)
        check_finite(epoch, self.loop.bare, self.loop.optimizer)
        self.history.append(epoch)
        self.standing.best = best_of(self.history, self.loop)
        if self.main or self.loop.sharded:
            self._keep(epoch, follow)
        self.saving.saved()
        self.loop.progress.on_epoch(epoch, best=self.best == number)
        self.telling.together(EpochEnd(self.folder, epoch, self.best == number))

    def _on_step(self, number: int, step: Step) -> None:
        found = (step.number, self.loop.steps, step.rate, step.loss)
        self.telling.here(StepEnd(self.folder, number, *found))

    def _say_saved(self) -> None:
        """Tell of what was written beside the training, once that is there."""
        if self.unsaid is not None and self.writer.idle:
            saved, self.unsaid = self.unsaid, None
            self.telling.here(saved)

    def _after_step(self, number: int, within: Within) -> None:
        """Save the state within an epoch, if it is time to: beside the training."""
        self.writer.check()
        self._say_saved()
        step = within.batches // self.recipe.accumulate
        if not self.saving.due((number - 1) * self.loop.steps + step):
            return
        self.loop.check(number, within)
        rate, when = self.loop.learning_rate.now, f"in epoch {number}"
        check_weights(self.loop.bare, self.loop.optimizer, rate, when)
        # One copy of everything is in memory at a time: what is written has to be gone before.
        self.writer.join()
        self._say_saved()
        # The sums of all processes, of whom only the first will have them.
        together = replace(within, tally=within.tally.together(self.loop.place))
        if self.main or self.loop.sharded:
            taken = snapshot_of(self.loop, replace(self.standing, within=together))
        if self.main:
            self.writer.put(lambda: self._write_state(taken.pack(signed({}, self.identity))))
            self.unsaid = Saved(self.folder, number, step, (self.folder / STATE,))
        self.saving.saved()

    def _say_where(self) -> None:
        if within := self.standing.within:
            number, batches = len(self.history) + 1, self.loop.batches
            note = f"epoch {number} goes on after {within.batches:,} of {batches:,} batches"
            self.loop.progress.on_note(note)

    def _keep(self, epoch: Epoch, follow: Tell) -> None:
        """The state goes last: until it is there, resuming repeats the epoch, to the same bits."""
        self.writer.join()
        self._say_saved()
        texts = signed({"epoch": str(epoch.number)}, self.identity)
        taken = snapshot_of(self.loop, self.standing)
        raw = taken.weights(texts)
        judged: Content = raw
        if self.loop.average:
            with self.loop.averaged():
                judged = packed(self.loop.bare, texts)
        if not self.main:
            return
        best = (self.folder / BEST,) if self.best == epoch.number else ()
        write(self.folder / LAST, judged, also=best)
        if self.loop.average:
            write(self.folder / RAW, raw)
        append_metrics(self.folder, epoch, self.loop.columns)
        follow(epoch)
        self._write_state(taken.pack(signed({}, self.identity)))
        mean = (self.folder / RAW,) if self.loop.average else ()
        files = (*best, self.folder / LAST, *mean, self.folder / STATE)
        self.telling.here(Saved(self.folder, epoch.number, None, files))

    def _write_state(self, content: Content) -> None:
        """Those before it stay, as many as the recipe keeps."""
        keep_older(self.folder / STATE, self.recipe.save.keep)
        write(self.folder / STATE, content)

    def _draw_curves(self) -> None:
        """A picture; a machine on which it cannot be drawn can do all else."""
        path = self.folder / CURVES
        try:
            picture = draw_curves(self.history, self.best)
        except OSError as error:
            self.loop.progress.on_note(f"no curves: {reason(error)}")
            # One of fewer epochs would be wrong.
            with suppress(OSError):
                path.unlink()
        else:
            write(path, picture)
