"""The training loop."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

import torch
from accelerate import Accelerator
from torch import nn, optim
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.training import ClipNorm
from archspec.runner.data import Batch, DataSet, Loader, epoch_seed
from archspec.runner.engine import seed_everything
from archspec.runner.measure import Evaluation, Tally, measure
from archspec.runner.objective import Objective, Penalties, answer, penalty
from archspec.runner.progress import Epoch, Progress

LOOK = 100
"""Steps between two looks at whether the loss is still a number: each look waits for the device."""


@dataclass(eq=False)
class Loop:
    """Everything that takes part in training.

    `model` and `optimizer` are as accelerate prepared them; `bare` is the network itself.
    """

    recipe: Recipe
    data: DataSet
    loader: Loader
    objective: Objective
    penalties: Penalties
    bare: nn.Module
    model: nn.Module
    optimizer: optim.Optimizer
    schedule: LRScheduler | None
    accelerator: Accelerator
    progress: Progress

    def epoch(self, number: int) -> Epoch:
        """Train on every sample once, measure the validation samples, move the schedule.

        Raises:
            RecipeFailure: A631 if the loss is not a finite number any more.
        """
        start = perf_counter()
        seed_everything(epoch_seed(self.recipe.seed, number) + self.loader.rank)
        tally = self._train(number)
        rate = self.optimizer.param_groups[0]["lr"]
        loss, confusion = tally.totals(self.accelerator)
        count = len(self.data.parts["train"])
        right = confusion.trace().item() / count if self.data.classes else None
        val = self.measure("val") if "val" in self.data.parts else None
        epoch = Epoch(
            number=number,
            train_loss=loss / count,
            train_accuracy=right,
            val_loss=val.loss if val else None,
            val_accuracy=val.accuracy if val else None,
            rate=rate,
            seconds=perf_counter() - start,
        )
        self._after_epoch(epoch)
        return epoch

    def measure(self, part: str) -> Evaluation:
        """Evaluate the network as it is now on one part of the data."""
        split = self.data.parts[part]  # type: ignore[index]
        return measure(
            self.model,
            split,
            part,
            self.data.classes,
            self.objective,
            self.loader,
            self.accelerator,
        )

    def _train(self, number: int) -> Tally:
        self.model.train()
        tally = Tally.empty(len(self.data.classes), self.loader.device)
        batches = self.loader.shuffled(
            self.data.parts["train"], self.recipe.data.augment, self.recipe.seed, number
        )
        done = 0
        for step, group in enumerate(_groups(batches, self.recipe.accumulate), start=1):
            self._step(group, tally)
            done += len(group)
            self.progress.on_step(done)
            if step % LOOK == 0:
                self._check(tally, number, step)
        self._check(tally, number, step)
        return tally

    def _step(self, group: list[Batch], tally: Tally) -> None:
        """One step of the optimiser, on the mean over all samples of the group."""
        total = sum(batch.total for batch in group)
        self.optimizer.zero_grad(set_to_none=True)
        for batch in group:
            last = batch is group[-1]
            with nullcontext() if last else self.accelerator.no_sync(self.model):
                loss = self._forward(batch, tally) * (batch.share * self.loader.world / total)
                if last and self.penalties:
                    loss = loss + penalty(self.bare, self.penalties)
                self.accelerator.backward(loss)
        self._clip()
        self.optimizer.step()
        if self.schedule is not None and self._advances("step"):
            self.schedule.step()

    def _forward(self, batch: Batch, tally: Tally) -> torch.Tensor:
        outputs = self.model(batch.inputs)
        loss = self.objective.total(outputs, batch.labels)
        if batch.share:
            scores = answer(outputs).detach()
            chosen = self.objective.chosen(scores) if self.data.classes else None
            tally.add(loss, batch.share, batch.labels, chosen)
        return loss

    def _clip(self) -> None:
        clip = self.recipe.clip
        if clip is None:
            return
        if isinstance(clip, ClipNorm):
            self.accelerator.clip_grad_norm_(self.model.parameters(), clip.max_norm)
        else:
            self.accelerator.clip_grad_value_(self.model.parameters(), clip.clip_value)  # type: ignore[attr-defined]

    def _after_epoch(self, epoch: Epoch) -> None:
        if self.schedule is None or not self._advances("epoch"):
            return
        if isinstance(self.schedule, ReduceLROnPlateau):
            self.schedule.step(watched(epoch, self.recipe))
        else:
            self.schedule.step()

    def _advances(self, when: str) -> bool:
        return self.recipe.schedule is not None and self.recipe.schedule.advances == when

    def _check(self, tally: Tally, number: int, step: int) -> None:
        if bool(torch.isfinite(tally.loss)):
            return
        first = max(1, step - LOOK + 1) if step % LOOK == 0 else step - step % LOOK + 1
        rate = self.optimizer.param_groups[0]["lr"]
        raise RecipeFailure(
            [
                Problem(
                    "A631",
                    f"the loss is no longer a finite number, in epoch {number} between steps "
                    f"{first} and {step}",
                    ("optimizer",),
                    f"learning rate {rate:g} at that time",
                    ("what was saved after the epoch before is still there",),
                    (
                        Fix(f"lower the learning rate, for example `lr: {rate / 10:g}`"),
                        Fix("limit the gradients: `clip: {norm: 1.0}`"),
                    ),
                )
            ]
        )


def watched(epoch: Epoch, recipe: Recipe) -> float:
    """The figure that decides: of the validation samples where there are any."""
    if recipe.watch == "accuracy":
        figures = (epoch.val_accuracy, epoch.train_accuracy)
    else:
        figures = (epoch.val_loss, epoch.train_loss)
    return next(figure for figure in figures if figure is not None)


def _groups(batches: Iterator[Batch], size: int) -> Iterator[list[Batch]]:
    """`size` batches at a time; the last group may be smaller."""
    while group := list(islice(batches, size)):
        yield group
