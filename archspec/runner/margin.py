"""How far a share that was counted on some samples is known."""

from math import sqrt


def margin(share: float, count: int) -> float:
    """Half of the 95 % interval of a share (Wald), between 0 and 1; seeds differ by more.

    >>> round(margin(0.5, 100), 3)
    0.098
    """
    return 1.96 * sqrt(share * (1 - share) / count)


def points(difference: float) -> str:
    """A difference of two shares in words.

    >>> points(0.067)
    '6.7 percentage points'
    """
    return f"{difference * 100:.1f} percentage points"
