"""Sizes of lists within lists, as numbers that are given by hand."""

from typing import Any


def nested_sizes(values: Any) -> tuple[int, ...] | None:
    """The shape of nested lists of numbers, or None where they are not regular.

    >>> nested_sizes(((1, 2, 3), (4, 5, 6))), nested_sizes(((1,), (2, 3)))
    ((2, 3), None)
    """
    if not isinstance(values, (tuple, list)):
        return () if isinstance(values, (int, float)) and not isinstance(values, bool) else None
    inner = {nested_sizes(value) for value in values}
    only = inner.pop() if len(inner) == 1 else None
    return None if only is None else (len(values), *only)
