"""How often the right class is among the first."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Statistic, Top


@dataclass(frozen=True)
class TopK(Metric):
    """The part of all labels whose class has one of the `k` highest scores."""

    kind: ClassVar[str] = "top_k"

    k: int = 5

    @property
    def name(self) -> str:
        """What its column is called."""
        return f"top_{self.k}"

    @property
    def statistic(self) -> Statistic:
        """How many were among the first."""
        return Top(self.k)

    def value(self, sums: Tensor) -> float | None:
        """Those over all."""
        among, every = sums.tolist()
        return among / every if every else None
