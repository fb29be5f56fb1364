"""Which rows of modules are written where they stand, and which are functions."""

from collections import Counter
from typing import Final

from archspec.backends.source.classes.members import module_of
from archspec.backends.source.classes.shapes import Shape

MOST_ON_A_LINE: Final = 5
"""Arguments that a line has room for."""


def is_inline(shape: Shape) -> bool:
    """Whether a row is written where it stands, instead of as a function.

    It is where it stands once, where a function would not make the whole any shorter, and where
    that would be given the rates of several modules.
    """
    if not shape.row or needs_statements(shape):
        return False
    if shape.grows or (shape.optional and (shape.in_row or len(shape.sites) > 1)):
        return False
    if _has_rates(shape):
        return True
    here = len(shape.sites) * (len(shape.positions) + 2)
    count = len(shape.parameters)
    line = 1 if count <= MOST_ON_A_LINE else 2 + count
    head = 4 if count < MOST_ON_A_LINE else 5 + count
    apart = len(shape.positions) + head + len(shape.sites) * line
    return len(shape.sites) <= 1 or here <= apart


def _has_rates(shape: Shape) -> bool:
    """Whether its modules have fractions of their own, such as those of stochastic depth."""
    stems = Counter(
        one.name.rstrip("0123456789")
        for one in shape.parameters
        if all(isinstance(value, float) for value in one.values)
    )
    return any(several > 1 for several in stems.values())


def needs_statements(shape: Shape) -> bool:
    """Whether a row is more than an expression: it has first numbers, or uses modules again."""
    for i, one in enumerate(shape.positions):
        place = shape.place(i)
        if place.ties or (place.owner and one.kind != "again"):
            return True
        if (
            place.inner is None
            and not place.owner
            and module_of(place) is not None
            and place.node.init
        ):
            return True
    return False
