"""One thing that a network is to learn: an output, what it is compared with, and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from archspec.runner.data import Batch
from archspec.runner.named import ONLY, Named, one_of
from archspec.runner.objective import Objective, answer
from archspec.runner.place import Place
from archspec.runner.task.metrics import Metric
from archspec.runner.task.statistics import Confusion, Room, Seen, Statistic
from archspec.runner.task.tally import Tally

__all__ = ["ONLY", "Said", "Target"]

Restore = Callable[[Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class Said:
    """What a network says of a share of a batch, held against what is right.

    Args:
        loss: the sum of the losses of its labels.
        scores: (n, …), as the network gives them.
        labels: (n, …), what is right; of samples made of two, the label of the larger part.
        weight: how much the labels count in the mean loss.
    """

    loss: Tensor
    scores: Tensor
    labels: Tensor
    weight: float | Tensor


@dataclass(frozen=True)
class Target:
    """What one output is compared with.

    Args:
        name: of the output.
        objective: the loss, and the classes that it tells apart.
        weight: of its mean loss in the sum of all targets.
        metrics: what is measured beside loss and accuracy.
        classes: their names; none where labels are numbers.
        restore: what the network gives, and what it is compared with, in the unit of the data.
        training: whether only training gives this output, so that nothing is measured of it.
        every: whether it stands for all outputs of a network, which are compared with the same;
            the first of them is judged then.
    """

    name: str
    objective: Objective
    weight: float = 1.0
    metrics: Sequence[Metric] = ()
    classes: tuple[str, ...] = ()
    restore: Restore | None = None
    training: bool = False
    every: bool = False

    @property
    def measured(self) -> "Target":
        """The same, with the loss as it is measured."""
        loss = self.objective.loss.measured
        return (
            self
            if loss is self.objective.loss
            else replace(self, objective=replace(self.objective, loss=loss))
        )

    def of(self, outputs: Named) -> Named:
        """What it is about of all that a network gives.

        Raises:
            KeyError: where the network gives several outputs, and none of its name.
        """
        return outputs if self.every else one_of(outputs, self.name)

    def said(self, outputs: Named, batch: Batch, place: Place) -> Said:  # noqa: ARG002
        """What the network says, held against the labels of the batch.

        All processes come here together, those without a share too.

        Args:
            outputs: all that the network gives.
            batch: what it was given.
            place: the processes, for what is compared with the shares of others.
        """
        own, labels = self.of(outputs), one_of(batch.labels, self.name)
        loss = batch.of_labels(lambda right: self.objective.total(own, right), self.name)
        weight = batch.of_labels(self.objective.weight, self.name)
        return Said(loss, answer(own).detach(), labels, weight)

    def tally(self, room: Room) -> Tally:
        """Nothing counted yet, with room for what the metrics need."""
        plain = Tally.empty(room.batches, self.objective.classes, room.device)
        every = {one.statistic for one in self.metrics}
        wanted = [one for one in every if not isinstance(one, Confusion)]
        ordered = sorted(wanted, key=lambda one: one.name)
        return Tally(plain.sums, plain.confusion, {s: s.empty(room) for s in ordered}, room)

    def count(self, tally: Tally, batch: int, said: Said) -> None:
        """Count a share of a batch: the sum of its losses, and what figures need."""
        scores, labels = self.objective.scores(said.scores), said.labels
        chosen = self.objective.chosen(scores) if self.objective.classes else None
        tally.add(batch, said.loss, said.weight, labels, chosen)
        if tally.others:
            tally.look(self.seen(batch, scores, labels))

    def seen(self, batch: int, scores: Tensor, labels: Tensor) -> Seen:
        """A share as statistics take it."""
        if self.restore:
            scores = self.restore(scores.float().reshape(labels.shape))
            labels = self.restore(labels)
        independent = self.objective.loss.yes_or_no
        return Seen(batch, scores, labels, self.objective.classes, independent)

    def figures(self, tally: Tally) -> dict[str, float | None]:
        """What was measured, by the name of each metric."""
        return {one.name: one.value(_sums(tally, one.statistic)) for one in self.metrics}


def _sums(tally: Tally, statistic: Statistic | Confusion) -> Tensor:
    if isinstance(statistic, Confusion):
        return tally.square().flatten()
    return tally.others[statistic]
