"""How often a sample that is of a class has a higher score than one that is not."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Ranks, Statistic
from archspec.runner.task.statistics.ranks import ordered


@dataclass(frozen=True)
class Auroc(Metric):
    """The area under the receiver operating characteristic, the mean over classes or labels.

    A pair of equal scores counts half (Mann and Whitney 1947; Hanley and McNeil 1982). Exact up to
    ten million scores, and in two hundred steps of probability beyond.
    """

    kind: ClassVar[str] = "auroc"

    @property
    def statistic(self) -> Statistic:
        """All scores."""
        return Ranks()

    def value(self, sums: Tensor) -> float | None:
        """The mean over classes that have samples of both sorts; None without any."""
        areas = [area for one in ordered(sums) if (area := _area(*one)) is not None]
        return sum(areas) / len(areas) if areas else None


def _area(false: Tensor, true: Tensor) -> float | None:
    pairs = float(false.sum() * true.sum())
    below = false.cumsum(0) - false / 2
    return float((true * below).sum()) / pairs if pairs else None
