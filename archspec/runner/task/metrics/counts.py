"""Right and wrong answers of each class, and means over classes."""

from dataclasses import dataclass

from torch import Tensor

from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import CONFUSION, Confusion, Decisions, Statistic


@dataclass(frozen=True)
class Counts:
    """Of each class or label, (K,): how many are truly and falsely said, and falsely not said."""

    hits: Tensor
    false: Tensor
    missed: Tensor


@dataclass(frozen=True)
class OfCounts(Metric):
    """A figure of each class that follows from right and wrong answers: the mean over classes.

    Args:
        independent: whether samples have several labels, each a yes or no.
    """

    independent: bool = False

    @property
    def statistic(self) -> Statistic | Confusion:
        """Which was taken for which."""
        return Decisions() if self.independent else CONFUSION

    def share(self, counts: Counts) -> tuple[Tensor, Tensor]:
        """What is divided, and by what, for each class."""
        raise NotImplementedError

    def value(self, sums: Tensor) -> float | None:
        """The mean over classes that were there or were said; a figure of 0 over 0 is 0."""
        counts = counted(sums, independent=self.independent)
        there = counts.hits + counts.false + counts.missed > 0
        if not there.any():
            return None
        above, below = (one[there].double() for one in self.share(counts))
        return float((above / below.clamp_min(1)).mean())


def counted(sums: Tensor, *, independent: bool) -> Counts:
    """The counts of a confusion matrix, or of decisions."""
    if independent:
        return Counts(sums[:, 1, 1], sums[:, 0, 1], sums[:, 1, 0])
    classes = round(len(sums) ** 0.5)
    square = sums.view(classes, classes)
    hits = square.diagonal()
    return Counts(hits, square.sum(0) - hits, square.sum(1) - hits)
