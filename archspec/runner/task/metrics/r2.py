"""How much better than always answering the mean."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Errors, Statistic


@dataclass(frozen=True)
class R2(Metric):
    """The coefficient of determination: 1 - Σ(y - ŷ)² / Σ(y - ȳ)², the mean over a label's numbers.

    1 is perfect, 0 is as good as the mean of the same samples, and less is worse.
    """

    kind: ClassVar[str] = "r2"

    @property
    def statistic(self) -> Statistic:
        """How far off it is, and how much there is to explain."""
        return Errors()

    def value(self, sums: Tensor) -> float | None:
        """None where no number of a label changes."""
        count, _, squares, total, total_squares = sums.double()
        spread = total_squares - total.square() / count.clamp_min(1)
        # What rounding leaves of a number that never changes is no spread.
        there = spread > 1e-12 * total_squares
        if not there.any():
            return None
        return float((1 - squares[there] / spread[there]).mean())
