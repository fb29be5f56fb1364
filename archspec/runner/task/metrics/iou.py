"""The overlap of what is said and what is right."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.counts import Counts, OfCounts


@dataclass(frozen=True)
class Iou(OfCounts):
    """TP / (TP + FP + FN) of each class (Jaccard 1912), over all pixels of a part together."""

    kind: ClassVar[str] = "iou"

    def share(self, counts: Counts) -> tuple[Tensor, Tensor]:
        """What is divided, and by what, for each class."""
        return counts.hits, counts.hits + counts.false + counts.missed
