"""The functions that an expression may call, and how each is written."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from archspec.spec.bounds import MAX_DIGITS, MAX_LENGTH
from archspec.spec.expression_error import ExpressionError, show


def make_divisible(value: float, divisor: int = 8, least: int | None = None) -> int:
    """The nearest multiple of `divisor` that is no more than a tenth below `value`.

    Source: the rounding of MobileNet's widths (Sandler et al. 2018, arXiv:1801.04381).

    >>> make_divisible(33), make_divisible(16 * 0.35), make_divisible(90, 8)
    (32, 8, 88)
    """
    rounded = max(least or divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded


def _range(*bounds: int) -> list[int]:
    numbers = range(*bounds)
    if len(numbers) > MAX_LENGTH:
        raise ExpressionError("A210", f"a range of {len(numbers):,} numbers is too long")
    return list(numbers)


def _round(value: float, digits: int | None = None) -> float:
    # Python would compute 10 to the power of the digits, however many there are.
    if digits is not None and abs(digits) > MAX_DIGITS:
        raise ExpressionError("A210", f"no number is rounded to {show(digits)} digits")
    return round(value, digits)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "abs": abs,
    "ceil": math.ceil,
    "float": float,
    "floor": math.floor,
    "int": int,
    "len": len,
    "make_divisible": make_divisible,
    "max": max,
    "min": min,
    "range": _range,
    "round": _round,
    "sum": sum,
}

USAGE: Final[Mapping[str, str]] = {
    "abs": "`abs(number)`",
    "ceil": "`ceil(number)`",
    "float": "`float(number)`",
    "floor": "`floor(number)`",
    "int": "`int(number)`",
    "len": "`len(list)`",
    "make_divisible": "`make_divisible(number)` or `make_divisible(number, divisor)`",
    "max": "`max(a, b)` or `max(list)`",
    "min": "`min(a, b)` or `min(list)`",
    "range": "`range(count)` or `range(first, end)`",
    "round": "`round(number)` or `round(number, digits)`",
    "sum": "`sum(list)`",
}
