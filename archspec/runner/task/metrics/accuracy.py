"""How many answers are right."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import CONFUSION, Confusion, Decisions, Statistic


@dataclass(frozen=True)
class Accuracy(Metric):
    """The part of all labels that was found; of several yes or no, each counts by itself."""

    kind: ClassVar[str] = "accuracy"
    independent: bool = False

    @property
    def statistic(self) -> Statistic | Confusion:
        """Which was taken for which."""
        return Decisions() if self.independent else CONFUSION

    def value(self, sums: Tensor) -> float | None:
        """Right answers over all."""
        if self.independent:
            right = int(sums[:, 0, 0].sum() + sums[:, 1, 1].sum())
        else:
            classes = round(len(sums) ** 0.5)
            right = int(sums.view(classes, classes).trace())
        every = int(sums.sum())
        return right / every if every else None
