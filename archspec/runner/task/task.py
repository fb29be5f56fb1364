"""All that a network is to learn: its targets, and their losses as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from archspec.recipe.metrics import Better
from archspec.runner.data import Batch, Loader
from archspec.runner.data.samples import Rows
from archspec.runner.named import Named
from archspec.runner.place import Place
from archspec.runner.task.statistics import Room
from archspec.runner.task.tally import Tallies, Tally
from archspec.runner.task.target import Said, Target

Weights = Mapping[str, float | Tensor]
"""What all labels of a step weigh, by target: that of all processes and accumulated batches."""


@dataclass(frozen=True)
class Task:
    """What a network is to learn.

    Args:
        targets: one at least; a single one may stand for several outputs.
    """

    targets: tuple[Target, ...]

    @cached_property
    def judged(self) -> "Task":
        """The same as it is measured: without outputs and losses that only training has."""
        return Task(tuple(one.measured for one in self.targets if not one.training))

    @cached_property
    def alone(self) -> bool:
        """Whether one target is measured, whose figures have no name before theirs."""
        return sum(not one.training for one in self.targets) == 1

    @property
    def first(self) -> Target:
        """The one that is shown where there is room for one."""
        return next(one for one in self.targets if not one.training)

    def tallies(
        self, split: Rows, loader: Loader, batches: int, drawn: int | None = None
    ) -> Tallies:
        """Nothing counted yet of so many batches of a part.

        `drawn` is how many samples they have together, where that is not each of the part once.
        """
        counts = (batches, loader.batch_size, drawn or len(split))
        where = (loader.device, loader.share)
        return Tallies(
            {
                one.name: one.tally(
                    Room(*counts, split.label_shape(one.name), one.objective.classes, *where)
                )
                for one in self.targets
            }
        )

    def weights(self, group: Sequence[Batch], place: Place) -> Weights:
        """What the labels of some batches weigh in all processes: known from labels alone."""
        return {one.name: one.objective.weight_of(group, place, one.name) for one in self.targets}

    def said(self, outputs: Named, batch: Batch, place: Place) -> dict[str, Said]:
        """What the network says of a share, held against what is right, by target."""
        return {one.name: one.said(outputs, batch, place) for one in self.targets}

    def together(self, said: Mapping[str, Said], weights: Weights, world: int) -> Tensor:
        """What is differentiated: this share's part of the weighted sum of mean losses.

        Gradients become the mean over `world` processes, but theirs are parts of one sum.
        """
        parts = [
            said[one.name].loss * (one.weight * world / weights[one.name]) for one in self.targets
        ]
        return parts[0] if len(parts) == 1 else torch.stack(parts).sum()

    def count(self, tallies: Tallies, batch: Batch, said: Mapping[str, Said]) -> None:
        """Count a share of a batch for each target."""
        for one in self.targets:
            one.count(tallies.by_target[one.name], batch.number, said[one.name])

    def loss(self, tallies: Tallies) -> float:
        """The weighted sum of the targets' mean losses."""
        means = [one.weight * tallies.by_target[one.name].mean() for one in self.targets]
        return means[0] if len(means) == 1 else sum(means)

    def accuracy(self, tallies: Tallies) -> float | None:
        """Of a single target; None where it has no classes."""
        return tallies.by_target[self.first.name].accuracy() if self.alone else None

    def figures(self, tallies: Tallies) -> dict[str, float | None]:
        """All others: by the name of the metric, and of the target where there are several."""
        found: dict[str, float | None] = {}
        for one in self.judged.targets:
            found |= self._figures(one, tallies.by_target[one.name])
        return found

    def _figures(self, target: Target, tally: Tally) -> dict[str, float | None]:
        if self.alone:
            return target.figures(tally)
        own = {"loss": tally.mean(), **target.figures(tally)}
        return {f"{target.name}.{name}": value for name, value in own.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all figures but loss and accuracy, as `figures` has them."""
        if self.alone:
            return tuple(metric.name for metric in self.first.metrics)
        own = {
            one.name: ("loss", *(metric.name for metric in one.metrics))
            for one in self.judged.targets
        }
        return tuple(f"{name}.{figure}" for name, figures in own.items() for figure in figures)

    def better(self, figure: str) -> Better:
        """Which way a figure is good.

        Args:
            figure: as `figures` names it, or `loss`, or `accuracy`.

        Raises:
            KeyError: if none has that name.
        """
        ways: dict[str, Better] = {"loss": "min", "accuracy": "max"}
        for one in self.targets:
            own = {f"{one.name}.{name}": way for name, way in ways.items()}
            own |= {f"{one.name}.{metric.name}": metric.better for metric in one.metrics}
            ways = {**own, **ways}
            if self.alone:
                ways |= {metric.name: metric.better for metric in one.metrics}
        return ways[figure]
