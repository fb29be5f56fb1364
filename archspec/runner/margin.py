"""How far a share that was counted on some samples is known."""

from math import sqrt


def margin(share: float, count: int) -> float:
    """Half of the 95 % interval of a share (Wald), between 0 and 1; seeds differ by more.

    >>> round(margin(0.5, 100), 3)
    0.098
    """
    return 1.96 * sqrt(share * (1 - share) / count)


def interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share, also of one that is 0 or 1 or of few samples (Wilson 1927).

    >>> [round(end, 3) for end in interval(1.0, 10)]
    [0.722, 1.0]
    """
    z = 1.96**2 / count
    middle, half = share + z / 2, 1.96 * sqrt(share * (1 - share) / count + z / (4 * count))
    return max(0.0, (middle - half) / (1 + z)), min(1.0, (middle + half) / (1 + z))


def points(difference: float) -> str:
    """A difference of two shares in words.

    >>> points(0.067)
    '6.7 percentage points'
    """
    return f"{difference * 100:.1f} percentage points"
