"""Which differences between designs are more than chance, and in plain words.

Each pair by Welch's t-test, whose spreads may differ, and all p values together by Holm's method:
over 2,000 draws of five seeds, equal designs were called different in 4 of 100 comparisons, where
a bootstrap of pairs called 15.

Sources: B. L. Welch, The generalization of "Student's" problem, Biometrika 34 (1947), 28; S. Holm,
A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6
(1979), 65; C. Colas, O. Sigaud, P.-Y. Oudeyer, A Hitchhiker's Guide to Statistical Comparisons of
Reinforcement Learning Algorithms, arXiv:1904.06979.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb, inf, sqrt
from statistics import fmean
from typing import Final, Literal

from archspec.diagnostics.readable import as_name
from archspec.recipe.metrics import better
from archspec.study.student_t import quantile, two_sided, variance

LEVEL: Final = 0.05
"""How often equal designs may be called different."""

FEWEST: Final = 3
"""Runs of a design below which no verdict is given."""


@dataclass(frozen=True)
class Verdict:
    """Two designs, and whether one is better.

    Args:
        first: the one with the better mean.
        second: the other.
        difference: how much better, 0 or more.
        margin: half of the interval that holds the true difference with 95 %; a true difference
            smaller than this is missed more often than not.
        p: how likely such a difference is between equal designs, corrected for the number of pairs.
        runs: of the design that has fewer.
    """

    first: str
    second: str
    difference: float
    margin: float
    p: float
    runs: int

    @property
    def shown(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p < LEVEL


def verdicts(
    figures: Mapping[str, Sequence[float]], best: Literal["min", "max"]
) -> tuple[Verdict, ...]:
    """Every pair of designs that have three runs or more, of which some differ.

    Of two designs whose runs all came to one figure each, nothing says how far chance goes.

    Args:
        figures: of each design, one for each run.
        best: whether less or more of it is better.

    >>> [only] = verdicts({"a": [0.90, 0.91, 0.92], "b": [0.80, 0.82, 0.81]}, "max")
    >>> only.first, only.second, round(only.difference, 3), only.shown
    ('a', 'b', 0.1, True)
    """
    enough = {name: values for name, values in figures.items() if len(values) >= FEWEST}
    pairs = [
        _welch(a, b, enough, best)
        for a, b in combinations(enough, 2)
        if _varies(enough[a]) or _varies(enough[b])
    ]
    corrected = holm([one.p for one in pairs])
    return tuple(replace(one, p=p) for one, p in zip(pairs, corrected, strict=True))


def _varies(values: Sequence[float]) -> bool:
    # The mean of equal numbers is rounded, so their variance may be above 0; that of small ones, 0.
    return len(set(values)) > 1 and variance(values) ** 2 > 0


def _welch(
    a: str, b: str, figures: Mapping[str, Sequence[float]], best: Literal["min", "max"]
) -> Verdict:
    sign = 1 if best == "max" else -1
    first, second = sorted((a, b), key=lambda name: -sign * fmean(figures[name]))
    one, other = figures[first], figures[second]
    difference = sign * (fmean(one) - fmean(other))
    parts = [variance(values) / len(values) for values in (one, other)]
    runs = min(len(one), len(other))
    error = sqrt(sum(parts))
    below = sum(p * p / (len(v) - 1) for p, v in zip(parts, (one, other), strict=True))
    freedom = sum(parts) ** 2 / below
    p = two_sided(difference / error, freedom)
    return Verdict(first, second, difference, quantile(freedom) * error, p, runs)


def holm(ps: Sequence[float]) -> list[float]:
    """P values of several tests, so corrected that one error in all of them is as rare as said.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    corrected, largest = [0.0] * len(ps), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[place]))
        corrected[place] = largest
    return corrected


def mcnemar(only_first: int, only_second: int) -> float:
    """How likely so uneven a pair of counts is, if both networks are right equally often.

    Args:
        only_first: samples on which the first is right and the second wrong.
        only_second: the other way round.

    Source: the exact test of Q. McNemar, Psychometrika 12 (1947), 153, which T. Dietterich, Neural
    Computation 10 (1998), 1895, recommends where each network was trained once.

    >>> mcnemar(5, 5), mcnemar(0, 6)
    (1.0, 0.03125)
    """
    both, few = only_first + only_second, min(only_first, only_second)
    tail: float = sum(comb(both, k) / 2**both for k in range(few + 1))
    return min(1.0, 2 * tail)


def in_words(one: Verdict, figure: str) -> str:
    """A verdict as a sentence without a full stop.

    Args:
        one: of two designs.
        figure: what was compared: accuracies are told in points of 100.

    >>> in_words(Verdict("net_res", "net", 0.013, 0.008, 0.004, 5), "accuracy")
    'net_res is better than net by 1.3 ± 0.8 points (p = 0.004 after Holm, 5 seeds)'
    >>> print(in_words(Verdict("a", "b", 0.001, 0.009, 0.7, 5), "accuracy"))
    ... # doctest: +NORMALIZE_WHITESPACE
    a and b: 0.1 points apart, and no difference shown (p = 0.7 after Holm, 5 seeds); one under
    0.9 points would often be missed
    >>> print(in_words(Verdict("a", "b", 0.02, 0.009, 0.09, 3), "accuracy"))
    ... # doctest: +NORMALIZE_WHITESPACE
    a and b: 2.0 points apart, and no difference shown (p = 0.09 after Holm, 3 seeds); more seeds
    would tell
    """
    first, second = as_name(one.first), as_name(one.second)
    p = f"p = {one.p:.2g}" if one.p >= 0.001 else "p < 0.001"
    by = f"({p} after Holm, {one.runs} seeds)"
    if one.shown:
        much = f"{_plain(one.difference, figure)} ± {_amount(one.margin, figure)}"
        return f"{first} is better than {second} by {much} {by}"
    apart = _amount(one.difference, figure)
    said = f"{first} and {second}: {apart} apart, and no difference shown {by}"
    if one.difference >= one.margin:
        # It would be shown, were these the only pair.
        return f"{said}; more seeds would tell"
    return f"{said}; one under {_amount(one.margin, figure)} would often be missed"


def no_verdict(first: str, second: str, figures: Mapping[str, Sequence[float]]) -> str:
    """Why there is no verdict on two designs, as a sentence without a full stop.

    >>> print(no_verdict("a", "b", {"a": [0.5] * 3, "b": [0.4] * 3}))
    no verdict on a and b: all runs of each gave one figure, which says nothing of chance
    >>> print(no_verdict("a", "b", {"a": [0.5], "b": [0.4] * 3}))
    no verdict on a and b: of a there is 1 run with a figure, and it takes 3
    """
    few = min((first, second), key=lambda name: len(figures[name]))
    said = f"no verdict on {as_name(first)} and {as_name(second)}"
    if (count := len(figures[few])) < FEWEST:
        there = "is 1 run" if count == 1 else f"are {count} runs"
        return f"{said}: of {as_name(few)} there {there} with a figure, and it takes {FEWEST}"
    return f"{said}: all runs of each gave one figure, which says nothing of chance"


def _amount(value: float, figure: str) -> str:
    unit = " points" if is_share(figure) else ""
    return _plain(value, figure) + unit


def _plain(value: float, figure: str) -> str:
    return f"{100 * value:.1f}" if is_share(figure) else f"{value:.4g}"


def is_share(figure: str) -> bool:
    """Whether a figure is told in per cent."""
    return figure.rpartition(".")[2] == "accuracy"


def ranked(figures: Mapping[str, Sequence[float]], figure: str) -> list[str]:
    """The designs, the best mean first; those without any figure last.

    >>> ranked({"a": [0.1], "b": [0.3], "c": []}, "loss")
    ['a', 'b', 'c']
    """
    sign = 1 if better(figure) == "min" else -1
    return sorted(figures, key=lambda name: sign * fmean(figures[name]) if figures[name] else inf)
