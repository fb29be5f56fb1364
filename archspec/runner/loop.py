"""The training loop."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from time import perf_counter

import torch
from torch import Tensor, nn, optim

from archspec.recipe import Recipe
from archspec.runner.averaging import Average
from archspec.runner.batchnorm import GlobalBatchNorm
from archspec.runner.chance import seed_everything, seed_torch
from archspec.runner.data import Batch, Loader, Order, Part, count_batches
from archspec.runner.data.samples import Divided
from archspec.runner.divergence import diverged
from archspec.runner.freezing import Freezing
from archspec.runner.learning_rate import LearningRate
from archspec.runner.measure import Evaluation, measure
from archspec.runner.named import Named, apply
from archspec.runner.objective import Penalties, penalty
from archspec.runner.optimization import clip_gradients
from archspec.runner.own.events import Callback
from archspec.runner.parallel import apart
from archspec.runner.place import Place
from archspec.runner.precision import Precision
from archspec.runner.progress import Epoch, Progress
from archspec.runner.task import Tallies, Task, Weights
from archspec.runner.watching import Within, deciding


@dataclass(frozen=True, eq=False)
class Step:
    """A step of an epoch.

    Args:
        number: 1 for the first.
        rate: the learning rate.
        loss: this process's part of the mean over the labels, times the number of processes.
    """

    number: int
    rate: float
    loss: Tensor


LOOK = 100
"""Steps between two looks at whether the loss is still a number: each look waits for the device."""


@dataclass(eq=False)
class Loop:
    """Everything that takes part in training.

    `bare` is the network itself, `model` is what several processes train, `called` is how that is
    computed in training, and `norms` are those of its layers that have to know how many samples
    count. If it is `sharded`, all processes have to come together to read a weight. `own` says
    that something of the caller's takes part. Torch computes on so many `threads` of
    the CPU.
    """

    recipe: Recipe
    data: Divided
    loader: Loader
    task: Task
    penalties: Penalties
    bare: nn.Module
    model: nn.Module
    called: Callable[..., Named]
    optimizer: optim.Optimizer
    learning_rate: LearningRate
    place: Place
    precision: Precision
    order: Order
    progress: Progress
    norms: Sequence[GlobalBatchNorm] = field(default=())
    average: Average | None = None
    freezing: Freezing = field(default_factory=Freezing)
    sharded: bool = False
    callbacks: Sequence[Callback] = ()
    own: bool = False
    threads: int = 1

    @cached_property
    def draws_anywhere(self) -> bool:
        """Whether something is not torch's or archspec's, and may draw by what Python or numpy has.

        Seeding these two in every step takes longer than all else that a step has beside torch.
        """
        known = ("torch.", "archspec.")
        layers = (type(one).__module__ for one in self.bare.modules())
        return bool(self.own) or not all(name.startswith(known) for name in layers)

    @property
    def batches(self) -> int:
        """How many an epoch has."""
        return count_batches(self.order.drawn, self.recipe.batch_size)

    @property
    def steps(self) -> int:
        """How many steps of the optimiser an epoch has."""
        return -(-self.batches // self.recipe.accumulate)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of figures that an epoch has beside loss and accuracy."""
        parts = [part for part in ("train", "val") if part in self.data.parts]
        return tuple(f"{part}_{name}" for part in parts for name in self.task.names)

    def beginning(self) -> Within:
        """An epoch of which nothing is done."""
        split = self.data.parts["train"]
        return Within(self.task.tallies(split, self.loader, self.batches, self.order.drawn))

    def epoch(
        self,
        number: int,
        within: Within | None = None,
        after_step: Callable[[int, Within], None] | None = None,
        on_step: Callable[[int, Step], None] | None = None,
    ) -> Epoch:
        """Train on every sample once, measure the validation samples, tell a plateau of it.

        Args:
            number: 1 for the first.
            within: where to go on, if a part of it is done.
            after_step: told of the epoch's number and of how far it is, after each step but the
                last.
            on_step: told of the epoch's number and of each step.

        Raises:
            RecipeFailure: A631 if the loss is not a finite number any more.
        """
        within = within or self.beginning()
        start = perf_counter() - within.seconds
        self.model.train()
        with self.freezing.during(number):
            self._steps(number, within, start, after_step, on_step)
        rate = self.learning_rate.now
        tally = within.tally.together(self.place)
        val = self.measure("val") if "val" in self.data.parts else None
        parts = {"train": self.task.figures(tally), "val": val.figures if val else {}}
        epoch = Epoch(
            number=number,
            train_loss=self.task.loss(tally),
            train_accuracy=self.task.accuracy(tally),
            val_loss=val.loss if val else None,
            val_accuracy=val.accuracy if val else None,
            rate=rate,
            seconds=perf_counter() - start,
            figures={f"{p}_{n}": v for p, found in parts.items() for n, v in found.items()},
        )
        self._after_epoch(epoch)
        return epoch

    def measure(self, part: Part) -> Evaluation:
        """Evaluate the network as it is now on one part of the data.

        Of the training samples no more are measured than an epoch draws, or it might take longer
        than to train.
        """
        most = self.order.drawn if part == "train" else None
        how = (self.task, self.loader, self.place, self.precision)
        with self.averaged():
            return measure(self.bare, self.data, part, *how, most)

    def averaged(self) -> AbstractContextManager[None]:
        """Within it the network has the weights by which it is judged: means, if there are any."""
        return self.average.in_place() if self.average else nullcontext()

    def _steps(
        self,
        number: int,
        within: Within,
        start: float,
        after_step: Callable[[int, Within], None] | None,
        on_step: Callable[[int, Step], None] | None,
    ) -> None:
        recipe, size = self.recipe, self.recipe.accumulate
        split, augment = self.data.parts["train"], recipe.data.augment
        batches = self.loader.shuffled(
            split, augment, recipe.seed, number, within.batches, recipe.mix, self.order
        )
        done = (number - 1) * self.steps + within.batches // size
        for step, group in enumerate(_groups(batches, size), start=1):
            self.learning_rate.set(done + step - 1)
            rate = self.learning_rate.now
            loss = self._step(number, group, within.tally)
            if self.average:
                self.average.update(done + step)
            within.batches += len(group)
            within.seconds = perf_counter() - start
            self.progress.on_step(within.batches)
            if on_step:
                on_step(number, Step(-(-within.batches // size), rate, loss))
            if step % LOOK == 0:
                self.check(number, within)
            if after_step and within.batches < self.batches:
                after_step(number, within)
        self.check(number, within)

    def check(self, number: int, within: Within) -> None:
        """Nothing, where the losses of the epoch's batches so far are numbers; asks the device.

        Raises:
            RecipeFailure: A631 in all processes, where one of them is none in any.
        """
        if (bad := within.tally.together(self.place).unsound()) is not None:
            step, rate = bad // self.recipe.accumulate + 1, self.learning_rate.now
            fact = f"the loss is no longer a finite number, in epoch {number} at step {step}"
            raise diverged(fact, rate, "what was saved before that is still there")

    def _step(self, number: int, group: list[Batch], tally: Tallies) -> Tensor:
        """One step of the optimiser, on the mean over all labels of the group that count: that."""
        self.optimizer.zero_grad(set_to_none=True)
        losses = []
        weights = self.task.weights(group, self.place)
        for batch in group:
            last = batch is group[-1]
            with nullcontext() if last else apart(self.model):
                loss = self._forward(number, batch, tally, weights)
                losses.append(loss.detach())
                if last and self.penalties:
                    loss = loss + penalty(self.bare, self.penalties)
                self.precision.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self.freezing.forget()
        if self.recipe.clip:
            self.precision.scaler.unscale_(self.optimizer)
            clip_gradients(self.bare, self.recipe.clip)
        self.precision.scaler.step(self.optimizer)
        self.precision.scaler.update()
        return losses[0] if len(losses) == 1 else torch.stack(losses).sum()

    def _forward(self, number: int, batch: Batch, tally: Tallies, weights: Weights) -> Tensor:
        """This process's part of the step's loss: that of its share of a batch."""
        key = (self.recipe.seed, "batch", number, batch.number, self.place.rank)
        if self.draws_anywhere:
            seed_everything(self.place.device, *key)
        else:
            seed_torch(self.place.device, *key)
        for norm in self.norms:
            norm.share = batch.share
        with self.precision.forward():
            outputs = apply(self.called, batch.inputs)
        said = self.task.said(outputs, batch, self.place)
        loss = self.task.together(said, weights, self.place.world)
        if not batch.share:
            return loss * 0.0
        self.task.count(tally, batch, said)
        return loss

    def _after_epoch(self, epoch: Epoch) -> None:
        of_training = self.learning_rate.of_training
        cost = epoch.train_loss if of_training else deciding(epoch, self.task, self.recipe)
        self.learning_rate.after_epoch(epoch.number * self.steps, cost)


def _groups(batches: Iterator[Batch], size: int) -> Iterator[list[Batch]]:
    """`size` batches at a time; the last group may be smaller."""
    while group := list(islice(batches, size)):
        yield group
