"""The overlap, by the size of both."""

from dataclasses import dataclass
from typing import ClassVar

from archspec.runner.task.metrics.f1 import F1


@dataclass(frozen=True)
class Dice(F1):
    """2·TP / (2·TP + FP + FN) of each class (Dice 1945), the F1 of all pixels together."""

    kind: ClassVar[str] = "dice"
