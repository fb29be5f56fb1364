"""How many of those that are said are right."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.counts import Counts, OfCounts


@dataclass(frozen=True)
class Precision(OfCounts):
    """TP / (TP + FP) of each class."""

    kind: ClassVar[str] = "precision"

    def share(self, counts: Counts) -> tuple[Tensor, Tensor]:
        """What is divided, and by what, for each class."""
        return counts.hits, counts.hits + counts.false
