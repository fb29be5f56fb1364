"""Whether the numbers of a value are whole or real, on which it hangs who can take them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from archspec.dataclass import dataclass

Takes: TypeAlias = Literal["real", "whole", "any"]
"""What a layer can take: what it weighs and averages, what it looks up, or either."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the numbers of a value are.

    They may be both: an input of which a file says nothing holds what its layers ask for, and
    given numbers such as positions are floating-point numbers without a fraction.

    Args:
        real: whether torch holds them as floating-point numbers, which can be weighed.
        whole: whether all of them are whole and at least 0, so that they can be looked up.
        below: what all of them are less than, where that is known.
    """

    real: bool = True
    whole: bool = False
    below: int | None = None

    def suit(self, takes: Takes) -> bool:
        """Whether a layer that takes such numbers can have these.

        >>> REAL.suit("whole"), EITHER.suit("whole"), Numbers(real=False, whole=True).suit("real")
        (False, True, False)
        """
        return takes == "any" or (self.real if takes == "real" else self.whole)

    def unbounded(self) -> "Numbers":
        """The same, with nothing known of how large they are."""
        return self if self.below is None else replace(self, below=None)


REAL: Final = Numbers()
EITHER: Final = Numbers(whole=True)


def joined(given: Sequence[Numbers]) -> Numbers:
    """What numbers of several values are together, by torch's rules of promotion.

    >>> joined([Numbers(real=False, whole=True, below=5), REAL]) == REAL
    True
    >>> joined([Numbers(real=False, whole=True, below=n) for n in (5, 9)]).below
    9
    """
    if all(one is given[0] for one in given):
        return given[0]
    bounds = [one.below for one in given if one.below is not None]
    whole = all(one.whole for one in given)
    below = max(bounds) if whole and len(bounds) == len(given) else None
    return Numbers(any(one.real for one in given), whole, below)
