"""The functions that an expression may call, and how each is written."""

import math
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any, Final

from archspec.language.expressions.bounds import MAX_DIGITS, MAX_LENGTH, bounded
from archspec.language.expressions.expression_error import ExpressionError, show
from archspec.language.expressions.frozen import frozen


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


def _items(values: Any) -> Any:
    if not isinstance(values, (list, tuple)):
        raise TypeError("not a list")
    return values


def _numbers(values: Any) -> Any:
    # Python would add lists to lists, each time copying all that came before.
    if not all(isinstance(value, (int, float)) for value in _items(values)):
        raise TypeError("not numbers")
    return values


def product(numbers: Any) -> float:
    """The product of all items; of none it is 1.

    >>> product([3, 16, 16]), product([])
    (768, 1)
    """
    total: float = 1
    for number in _numbers(numbers):
        total = bounded(total * number)
    return total


def count(values: Any, item: Any) -> int:
    """How many items are equal to one.

    >>> count([48, 48, 104], 48), count([[1, 2], [3]], (1, 2))
    (2, 1)
    """
    items: tuple[Any, ...] = frozen(_items(values))
    return items.count(frozen(item))


def cumsum(numbers: Any) -> list[float]:
    """The sums of the first item, of the first two, and so on.

    >>> cumsum([2, 3, 4])
    [2, 5, 9]
    """
    return [bounded(total) for total in accumulate(_numbers(numbers))]


def unique(values: Any) -> list[Any]:
    """Every item once, in the order in which they come.

    >>> unique([48, 48, 104, 48, 208])
    [48, 104, 208]
    """
    return list(dict.fromkeys(frozen(_items(values))))


def _zip(*lists: Any) -> list[list[Any]]:
    return [list(items) for items in zip(*map(_items, lists), strict=True)]


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError("not a number")
    return value if isinstance(value, str) else str(value)


def _enumerate(values: Any, first: int = 0) -> list[list[Any]]:
    return [[number, item] for number, item in enumerate(_items(values), first)]


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "abs": abs,
    "all": lambda values: all(_items(values)),
    "any": lambda values: any(_items(values)),
    "ceil": math.ceil,
    "cos": math.cos,
    "count": count,
    "cumsum": cumsum,
    "enumerate": _enumerate,
    "exp": math.exp,
    "float": float,
    "floor": math.floor,
    "int": int,
    "len": len,
    "log": math.log,
    "log2": math.log2,
    "make_divisible": make_divisible,
    "max": max,
    "min": min,
    "prod": product,
    "range": _range,
    "reversed": lambda values: [*reversed(_items(values))],
    "round": _round,
    "sin": math.sin,
    "sorted": lambda values: sorted(_items(values)),
    "sqrt": math.sqrt,
    "str": _text,
    "sum": lambda values: sum(_numbers(values)),
    "unique": unique,
    "zip": _zip,
}

USAGE: Final[Mapping[str, str]] = {
    "abs": "`abs(number)`",
    "all": "`all(list)`",
    "any": "`any(list)`",
    "ceil": "`ceil(number)`",
    "cos": "`cos(number)`, of an angle in radians",
    "count": "`count(list, item)`",
    "cumsum": "`cumsum(list)`, of numbers",
    "enumerate": "`enumerate(list)` or `enumerate(list, first)`",
    "exp": "`exp(number)`, of a number that is not too large",
    "float": "`float(number)`",
    "floor": "`floor(number)`",
    "int": "`int(number)`",
    "len": "`len(list)`",
    "log": "`log(number)` or `log(number, base)`, of numbers above 0",
    "log2": "`log2(number)`, of a number above 0",
    "make_divisible": "`make_divisible(number)` or `make_divisible(number, divisor)`",
    "max": "`max(a, b)` or `max(list)`",
    "min": "`min(a, b)` or `min(list)`",
    "prod": "`prod(list)`, of numbers",
    "range": "`range(count)` or `range(first, end)`",
    "reversed": "`reversed(list)`",
    "sin": "`sin(number)`, of an angle in radians",
    "round": "`round(number)` or `round(number, digits)`",
    "sorted": "`sorted(list)`",
    "sqrt": "`sqrt(number)`, of no number below 0",
    "str": "`str(number)` or `str(text)`",
    "sum": "`sum(list)`, of numbers",
    "unique": "`unique(list)`",
    "zip": "`zip(list, list)`, of lists of one length",
}
