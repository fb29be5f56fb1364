"""What every check of a recipe gives and is given: findings, and shapes that may be open."""

from collections.abc import Iterator, Sequence

from archspec.diagnostics import Problem
from archspec.shapes import solve

Shape = Sequence[object]
"""Sizes of one sample; those of an input may be open, and then fit where some value makes them."""

Finding = Iterator[Problem]


def agree(given: Shape, wanted: Sequence[int]) -> bool:
    """Whether some values of what is open in a shape make it the wanted one."""
    return len(given) == len(wanted) and solve(given, wanted) is not None


def shape_text(shape: Shape) -> str:
    """A shape as people write it.

    >>> shape_text((3, 32, 32)), shape_text(())
    ('3×32×32', 'a single number')
    """
    return "×".join(map(str, shape)) or "a single number"
