"""How often each class was taken for each."""

from dataclasses import dataclass
from typing import ClassVar, Final


@dataclass(frozen=True)
class Confusion:
    """Counts (classes * classes,), row by row: of class i, how many were taken for class j.

    A tally keeps these in any case where there are classes, and counts them by itself.
    """

    name: ClassVar[str] = "confusion"


CONFUSION: Final = Confusion()
