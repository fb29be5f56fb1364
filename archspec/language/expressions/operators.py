"""The operators of expressions, on numbers, and `+` on lists and text as well."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from archspec.language.expressions.expression_error import ExpressionError, show
from archspec.language.expressions.frozen import frozen
from archspec.shapes import Size


def _add(a: Any, b: Any) -> Any:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return [*a, *b]
    if isinstance(a, str) and isinstance(b, str):
        return a + b
    return _numbers(operator.add, "+")(a, b)


def _numbers(function: Callable[[Any, Any], Any], sign: str) -> Callable[[Any, Any], Any]:
    """The operation on numbers alone: text and lists are not multiplied or formatted."""

    def apply(a: Any, b: Any) -> Any:
        for value in (a, b):
            if not isinstance(value, (int, float, Size)):
                message = f"`{sign}` needs numbers, and {show(value)} is none"
                raise ExpressionError("A210", message, note=_of_lists(sign, a, b))
        return function(a, b)

    return apply


def _of_lists(sign: str, a: Any, b: Any) -> str:
    """How lists are multiplied, of which people think two things."""
    items, count = (a, b) if isinstance(a, (list, tuple)) else (b, a)
    if sign != "*" or not isinstance(items, (list, tuple)) or not isinstance(count, int):
        return ""
    item = show(items[0]) if len(items) == 1 else "item"
    return (
        f"`[{item} for k in range({count})]` repeats, `[{count} * k for k in list]` multiplies each"
    )


def _power(base: float, exponent: float) -> float:
    if base and abs(exponent) * abs(math.log2(abs(base))) > 64:
        raise ExpressionError("A210", f"{show(base)} ** {show(exponent)} is too large")
    result: float | complex = base**exponent
    if isinstance(result, complex):
        raise ExpressionError(
            "A210", f"{show(base)} to the power of {show(exponent)} is no real number"
        )
    return result


BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: _add,
    ast.Sub: _numbers(operator.sub, "-"),
    ast.Mult: _numbers(operator.mul, "*"),
    ast.Div: _numbers(operator.truediv, "/"),
    ast.FloorDiv: _numbers(operator.floordiv, "//"),
    ast.Mod: _numbers(operator.mod, "%"),
    ast.Pow: _numbers(_power, "**"),
}
UNARY: Final[Mapping[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}


def key_of(value: Any) -> Any:
    """A value as a key of a mapping, which is text in a file: 50 for `50: …`.

    >>> key_of(50), key_of(True), key_of("wide")
    ('50', 'true', 'wide')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value


def _within(item: Any, values: Any) -> bool:
    return (key_of(item) if isinstance(values, Mapping) else item) in values


def _alike(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The comparison of values, whichever of Python's lists they are held in."""
    return lambda a, b: function(frozen(a), frozen(b))


COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: _alike(operator.eq),
    ast.NotEq: _alike(operator.ne),
    ast.Lt: _alike(operator.lt),
    ast.LtE: _alike(operator.le),
    ast.Gt: _alike(operator.gt),
    ast.GtE: _alike(operator.ge),
    ast.In: _alike(_within),
    ast.NotIn: _alike(lambda a, b: not _within(a, b)),
}

OTHER_SIGNS: Final[Mapping[type[ast.operator], str]] = {
    ast.BitXor: "a power is written `**`",
    ast.BitAnd: "write `and`",
    ast.BitOr: "write `or`",
    ast.LShift: "multiply by a power of 2: `* 2 ** …`",
    ast.RShift: "divide by a power of 2: `// 2 ** …`",
}
