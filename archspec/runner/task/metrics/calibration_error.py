"""Whether a network is right as often as it says."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Reliability, Statistic


@dataclass(frozen=True)
class CalibrationError(Metric):
    """The expected calibration error: |right - said| over steps of probability, each by its size.

    Naeini, Cooper and Hauskrecht 2015, with the 15 steps of Guo et al. 2017.
    """

    kind: ClassVar[str] = "calibration_error"

    bins: int = 15

    @property
    def statistic(self) -> Statistic:
        """How sure it was, and how often right."""
        return Reliability(self.bins)

    def value(self, sums: Tensor) -> float | None:
        """The weighted mean of the gaps."""
        count, said, right = sums.double().unbind(1)
        every = float(count.sum())
        return float((right - said).abs().sum()) / every if every else None
