"""What every check of a recipe gives and is given: findings, and shapes that may be open."""

from collections.abc import Iterator, Sequence

from archspec.diagnostics import Problem
from archspec.shapes import solve

Shape = Sequence[object]
"""Sizes of one sample; those of an input may be open, and then fit where some value makes them."""

Finding = Iterator[Problem]


def agrees(given: Shape, wanted: Sequence[int | None]) -> bool:
    """Whether some values of what is open make a shape the wanted one; None is any size.

    >>> agrees((3, 64, 64), (3, None, None)), agrees((4,), (3,)), agrees((1, 4), (4,))
    (True, False, False)
    """
    if len(given) != len(wanted):
        return False
    pairs = [(one, size) for one, size in zip(given, wanted, strict=True) if size is not None]
    return solve([one for one, _ in pairs], [size for _, size in pairs]) is not None
