"""How many of those that are there are found."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.counts import Counts, OfCounts


@dataclass(frozen=True)
class Recall(OfCounts):
    """TP / (TP + FN) of each class; its mean is the balanced accuracy."""

    kind: ClassVar[str] = "recall"

    def share(self, counts: Counts) -> tuple[Tensor, Tensor]:
        """What is divided, and by what, for each class."""
        return counts.hits, counts.hits + counts.missed
