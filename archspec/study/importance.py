"""How much what varies in a sweep has to do with how well its trials did."""

from collections.abc import Hashable, Mapping, Sequence
from statistics import fmean
from typing import Final

GROUPS: Final = 3
"""Into which the values of a range are parted: low, middle and high ones."""


def importance(groups: Sequence[Hashable], figures: Sequence[float]) -> float:
    """The share of the spread of the ranks of some figures that lies between groups of them.

    Ranks, as one trial that came to nothing would hide all else; and less what groups of that
    number would explain by chance, as a list of many values has many of them. It is 1 where the
    group tells the rank, and 0 or less where it tells nothing.

    Args:
        groups: the group of each figure.
        figures: one for each trial.

    Sources: Kruskal and Wallis 1952, Use of Ranks in One-Criterion Variance Analysis; Kelley 1935,
    An Unbiased Correlation Ratio Measure.

    >>> importance(["a", "a", "a", "b", "b", "b"], [1, 2, 3, 10, 20, 90]) > 0.7
    True
    >>> importance(["a", "b", "a", "b", "a", "b"], [1, 2, 3, 4, 5, 6]) < 0.1
    True
    """
    each: dict[Hashable, list[float]] = {}
    ranks = ranked(figures)
    for group, rank in zip(groups, ranks, strict=True):
        each.setdefault(group, []).append(rank)
    count, mean = len(ranks), fmean(ranks)
    whole = sum((rank - mean) ** 2 for rank in ranks)
    within = sum((rank - fmean(some)) ** 2 for some in each.values() for rank in some)
    if not whole or not 1 < len(each) < count:
        return 0.0
    return 1 - (within / (count - len(each))) / (whole / (count - 1))


def ranked(values: Sequence[float]) -> list[float]:
    """The rank of each value from 0; equal ones have the mean of theirs.

    >>> ranked([5, 7, 5, 1])
    [1.5, 3.0, 1.5, 0.0]
    """
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [fmean(places[value]) for value in values]


def parted_by_rank(values: Sequence[float]) -> list[int]:
    """The group of each number of a range: low, middle or high ones, as many of each.

    >>> parted_by_rank([0.1, 0.2, 9, 0.3, 5, 7])
    [0, 0, 2, 1, 1, 2]
    """
    ranks = ranked(values)
    return [int(GROUPS * (rank + 0.5) / len(values)) for rank in ranks]


def most_important(
    groups: Mapping[str, Sequence[Hashable]], figures: Sequence[float], count: int
) -> list[str]:
    """The names of those that have most to do with some figures, the first first."""
    found = {name: importance(each, figures) for name, each in groups.items()}
    return sorted(found, key=lambda name: -found[name])[:count]
