"""Sizes that the input leaves open, in expressions: what is true of them for every value.

They can be added, subtracted, multiplied and divided with `//`; two can be compared where their
difference is a number.
"""

import ast
from collections.abc import Iterator
from typing import Any, Final

from archspec.language.expressions.expression_error import ExpressionError
from archspec.shapes import Size, open_names

SYMBOLIC: Final = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)
"""Operators that have a result for a size that is open."""

COUNTING: Final = ("len", "zip", "enumerate", "str")
"""Functions that do not ask for the values of the items of a list."""


def needs_value(operator: type[ast.operator], left: Any, right: Any) -> None:
    """Nothing, where the operator works on what the input leaves open.

    Raises:
        ExpressionError: A411 where it does not.
    """
    numbers = all(isinstance(value, (int, Size)) for value in (left, right))
    if isinstance(left, Size) or isinstance(right, Size):
        if operator is ast.FloorDiv and right == 0:
            raise ZeroDivisionError
        if operator not in SYMBOLIC or not numbers:
            raise _open(left, right)
        if operator is ast.FloorDiv and (isinstance(right, Size) or right < 1):
            raise _open(left, right)


def truth(value: Any) -> bool:
    """Whether a value counts as true, which nobody knows of a size that is open.

    Raises:
        ExpressionError: A411 for such a size.
    """
    if isinstance(value, Size):
        raise _open(value)
    return bool(value)


def needs_values(function: str, arguments: list[Any]) -> None:
    """The same for a function and its arguments."""
    if function not in COUNTING and any(_sizes(arguments)):
        raise _open(*_sizes(arguments))


def needs_order(operator: type[ast.cmpop], left: Any, right: Any) -> None:
    """The same for a comparison, which needs the sign of the difference."""
    if not any(_sizes((left, right))) or (operator in (ast.Eq, ast.NotEq) and left == right):
        return
    numbers = all(isinstance(value, (int, Size)) for value in (left, right))
    if not numbers or isinstance(left - right, Size):
        raise _open(*_sizes((left, right)))


def _sizes(values: Any) -> Iterator[Size]:
    """The open sizes among values, and in lists of these."""
    for value in values:
        if isinstance(value, Size):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from _sizes(value)


def _open(*values: Any) -> ExpressionError:
    names = open_names(tuple(_sizes(values)))
    listed = " and ".join(f"`{name}`" for name in names)
    settings = " ".join(f"--set {name}=…" for name in names)
    plural = "values" if len(names) > 1 else "value"
    message = f"this needs the {plural} of {listed}, which the input leaves open"
    return ExpressionError("A411", message, help=f"say how large the input is: `{settings}`")
