"""The root of the mean of squared differences."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Errors, Statistic


@dataclass(frozen=True)
class Rmse(Metric):
    """Root mean squared error, in the unit of the data."""

    kind: ClassVar[str] = "rmse"

    @property
    def statistic(self) -> Statistic:
        """How far off it is."""
        return Errors()

    def value(self, sums: Tensor) -> float | None:
        """Over all numbers of all labels."""
        count, squares = float(sums[0].sum()), float(sums[2].sum())
        return (squares / count) ** 0.5 if count else None
