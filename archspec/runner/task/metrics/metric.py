"""What a figure is."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from archspec.recipe.losses import Targets
from archspec.recipe.metrics import Better, better, judges
from archspec.runner.task.statistics import Confusion, Statistic


@dataclass(frozen=True)
class Metric:
    """A figure that follows from sums over samples, whoever has added them up.

    Attributes:
        kind: the word for it in recipes, which say of it what it judges and which way it is good.
    """

    kind: ClassVar[str]

    @property
    def better(self) -> Better:
        """Whether more of it is better, or less."""
        return better(self.kind)

    @property
    def compares(self) -> tuple[Targets, ...]:
        """The labels that it can judge."""
        return judges(self.kind)

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
