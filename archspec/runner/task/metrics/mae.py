"""The mean of absolute differences."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Errors, Statistic


@dataclass(frozen=True)
class Mae(Metric):
    """Mean absolute error, in the unit of the data."""

    kind: ClassVar[str] = "mae"

    @property
    def statistic(self) -> Statistic:
        """How far off it is."""
        return Errors()

    def value(self, sums: Tensor) -> float | None:
        """Over all numbers of all labels."""
        count, absolute = sums[:2].sum(1).tolist()
        return absolute / count if count else None
