"""What a figure is."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from torch import Tensor

from archspec.runner.task.statistics import Confusion, Statistic

Better = Literal["max", "min"]


@dataclass(frozen=True)
class Metric:
    """A figure that follows from sums over samples, whoever has added them up.

    Attributes:
        kind: the word for it.
        better: which way it is good.
        of: the labels that it can judge: `classes`, `labels` (several yes or no), `numbers`,
            `views`.
    """

    kind: ClassVar[str]
    better: ClassVar[Better] = "max"
    of: ClassVar[tuple[str, ...]] = ("classes",)

    @property
    def name(self) -> str:
        """What its column is called."""
        return self.kind

    @property
    def statistic(self) -> Statistic | Confusion:
        """The sums that it follows from."""
        raise NotImplementedError

    def value(self, sums: Tensor) -> float | None:
        """The figure; None where it has no value, as of no samples."""
        raise NotImplementedError
