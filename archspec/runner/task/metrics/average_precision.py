"""How much is right of what stands before each sample that is of a class."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Ranks, Statistic
from archspec.runner.task.statistics.ranks import ordered


@dataclass(frozen=True)
class AveragePrecision(Metric):
    """The precision at each score, weighted by the recall that it adds; the mean over classes.

    Without interpolation, as scikit-learn has it. Exact up to ten million scores, and in two
    hundred steps of probability beyond.
    """

    kind: ClassVar[str] = "average_precision"

    @property
    def statistic(self) -> Statistic:
        """All scores."""
        return Ranks()

    def value(self, sums: Tensor) -> float | None:
        """The mean over classes that have a sample; None without any."""
        found = [one for pair in ordered(sums) if (one := _precision(*pair)) is not None]
        return sum(found) / len(found) if found else None


def _precision(false: Tensor, true: Tensor) -> float | None:
    every = float(true.sum())
    if not every:
        return None
    above = true.flip(0).cumsum(0)
    said = above + false.flip(0).cumsum(0)
    return float((true.flip(0) * above / said.clamp_min(1)).sum()) / every
