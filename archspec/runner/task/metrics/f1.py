"""The harmonic mean of precision and recall."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.counts import Counts, OfCounts


@dataclass(frozen=True)
class F1(OfCounts):
    """2·TP / (2·TP + FP + FN) of each class (van Rijsbergen 1979)."""

    kind: ClassVar[str] = "f1"

    def share(self, counts: Counts) -> tuple[Tensor, Tensor]:
        """What is divided, and by what, for each class."""
        return 2 * counts.hits, 2 * counts.hits + counts.false + counts.missed
