"""What a number becomes in the types of 16 bits, where networks compute with them."""

import math


def in_16_bits(number: float) -> tuple[float, float]:
    """The number in bfloat16 and in float16, each rounded to the nearest, of two to the even one.

    >>> in_16_bits(0.5), in_16_bits(0.1)
    ((0.5, 0.5), (0.10009765625, 0.0999755859375))
    >>> in_16_bits(-1e6)
    (-999424.0, -inf)
    """
    # A number of a layer is one of 32 bits before it meets a tensor of 16.
    single = _rounded(number, 24, -149, 128)
    if math.isinf(single):
        return single, single
    return _rounded(single, 8, -133, 128), _rounded(single, 11, -24, 16)


def _rounded(number: float, bits: int, least: int, largest: int) -> float:
    """So many significant bits; 2 to `least` is the smallest step, 2 to `largest` is too much."""
    _, exponent = math.frexp(number)
    step = math.ldexp(1.0, max(exponent - bits, least))
    rounded = round(number / step) * step
    return rounded if abs(rounded) < 2.0**largest else math.copysign(math.inf, number)
