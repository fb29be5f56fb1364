"""Student's t distribution, as far as comparing means takes it."""

from collections.abc import Sequence
from math import exp, inf, lgamma, log, sqrt
from typing import Final

TINY: Final = 1e-300
EXACT: Final = 1e-15
STEPS: Final = 10_000


def two_sided(t: float, freedom: float) -> float:
    """How likely a value as far from 0 as `t` is, on either side.

    Args:
        t: the value.
        freedom: degrees of freedom, above 0; not necessarily whole.

    >>> round(two_sided(2.776445, 4), 6), two_sided(0.0, 4), two_sided(float("inf"), 4)
    (0.05, 1.0, 0.0)
    """
    if abs(t) == inf:
        return 0.0
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def quantile(freedom: float, confidence: float = 0.95) -> float:
    """The value that is as far from 0 as all but `1 - confidence` are.

    >>> round(quantile(4), 3), round(quantile(1e6), 3)
    (2.776, 1.96)
    """
    low, high = 0.0, 1.0
    while two_sided(high, freedom) > 1 - confidence:
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        above = two_sided(middle, freedom) > 1 - confidence
        low, high = (middle, high) if above else (low, middle)
    return high


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), the regularised incomplete beta function.

    Source: its continued fraction, NIST's Digital Library of Mathematical Functions, 8.17.22, which
    converges fast below the mean and is mirrored above.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    return front / a / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction below it, by Lentz's method as Thompson and Barnett changed it."""
    value, top, below = 1.0, 1.0, 0.0
    for step in range(1, STEPS):
        m = step // 2
        if step % 2:
            part = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            part = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / ((1 + part * below) or TINY)
        top = (1 + part / top) or TINY
        value *= top * below
        if abs(top * below - 1) < EXACT:
            break
    return value


def half_width(values: Sequence[float], confidence: float = 0.95) -> float | None:
    """Half of the interval that holds the mean of what values are drawn from; None of one value.

    >>> round(half_width([1.0, 2.0, 3.0]), 3), half_width([1.0])
    (2.484, None)
    """
    if len(values) < 2:
        return None
    return quantile(len(values) - 1, confidence) * sqrt(variance(values) / len(values))


def variance(values: Sequence[float]) -> float:
    """The mean square of the distances from the mean (n − 1).

    >>> variance([1.0, 2.0, 3.0])
    1.0
    """
    mean = sum(values) / len(values)
    return sum((one - mean) ** 2 for one in values) / (len(values) - 1)
