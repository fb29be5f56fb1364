"""How often a view finds the other one of its sample."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Nearest, Statistic


@dataclass(frozen=True)
class Retrieval(Metric):
    """The part of all samples that are more like their other view than those of their batch."""

    kind: ClassVar[str] = "retrieval"

    @property
    def statistic(self) -> Statistic:
        """How many found it."""
        return Nearest()

    def value(self, sums: Tensor) -> float | None:
        """Those over all."""
        found, every = sums.tolist()
        return found / every if every else None
