"""The overlap, by the size of both."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.runner.task.metrics.counts import Counts, OfCounts


@dataclass(frozen=True)
class Dice(OfCounts):
    """2·TP / (2·TP + FP + FN) of each class (Dice 1945), over all pixels of a part together."""

    kind: ClassVar[str] = "dice"

    def share(self, counts: Counts) -> tuple[Tensor, Tensor]:
        """What is divided, and by what, for each class."""
        return 2 * counts.hits, 2 * counts.hits + counts.false + counts.missed
