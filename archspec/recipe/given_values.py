"""Means and deviations that a recipe gives, held against the values that they are of."""

from collections.abc import Sequence
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe.data import Values

BYTE = 255
MEASURED: Final = "leave `normalize` out: mean and deviation are measured"


def out_of_range(given: Values, low: float, high: float) -> list[Problem]:
    """The findings that a mean or a deviation cannot be one of values from `low` to `high`.

    No mean lies outside of what it is the mean of, and no deviation is more than the whole range.

    >>> [found.message for found in out_of_range(Values(mean=(123.7,), std=(58.4,)), 0, 1)]
    ['`mean` is 123.7, but values are of 0 to 1']
    """
    for name, numbers, ends in (
        ("mean", given.mean, (low, high)),
        ("std", given.std, (0, max(high - low, 1e-6))),
    ):
        beyond = [one for one in numbers if not ends[0] <= one <= ends[1]]
        if beyond:
            return [_found(name, beyond[0], given, low, high)]
    return []


def _found(name: str, number: float, given: Values, low: float, high: float) -> Problem:
    fact = f"`{name}` is {number:g}, but values are of {low:g} to {high:g}"
    fixes: tuple[Fix, ...] = (Fix(MEASURED),)
    if high <= 1 and all(0 <= one <= BYTE for one in (*given.mean, *given.std)):
        mean, std = _text(given.mean), _text(given.std)
        fixes = (Fix(f"divide by 255: `mean: {mean}, std: {std}`"), *fixes)
    return Problem("A608", fact, ("data", "normalize", "values", name), fixes=fixes)


def _text(numbers: Sequence[float]) -> str:
    return f"[{', '.join(f'{one / BYTE:.4g}' for one in numbers)}]"
