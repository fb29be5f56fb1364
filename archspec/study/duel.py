"""Two networks that were trained once each, compared on the same samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from archspec.diagnostics.readable import as_name
from archspec.runner import read_recipe
from archspec.runner.answered import Answered
from archspec.runner.other_data import other_data
from archspec.study.outcome import Outcome
from archspec.study.same_data import same_files
from archspec.study.verdict import LEVEL, holm, mcnemar


@dataclass(frozen=True)
class Single:
    """The only run of a design.

    Args:
        folder: of the run.
        answered: which test samples it answers rightly.
    """

    folder: Path
    answered: Answered


@dataclass(frozen=True)
class Duel:
    """Two single runs, and whether one network is better than the other.

    Args:
        first: the design that is right more often.
        second: the other.
        only_first: samples on which the first alone is right.
        only_second: samples on which the second alone is.
        samples: that both were asked about.
        part: of the data.
        p: how likely so uneven a pair is between equal networks, corrected for the number of pairs.
    """

    first: str
    second: str
    only_first: int
    only_second: int
    samples: int
    part: str
    p: float

    @property
    def shown(self) -> bool:
        """Whether the difference between these two networks is more than chance."""
        return self.p < LEVEL


def duels(runs: Mapping[str, Sequence[Outcome]]) -> tuple[Duel, ...]:
    """Every pair of designs with one run each that was measured on the same test samples.

    Of samples that chose the weights nothing is said: an outcome has no answers to them.

    Args:
        runs: of each design.

    Raises:
        Failure: A641, A645 where a run's files are not as a run writes them.
    """
    single = {
        name: Single(some[0].folder, some[0].answered)
        for name, some in runs.items()
        if len(some) == 1 and some[0].answered and some[0].answered.part == "test"
    }
    pairs = [_duel(a, b, single) for a, b in combinations(single, 2) if _same(single[a], single[b])]
    corrected = holm([one.p for one in pairs])
    return tuple(replace(one, p=p) for one, p in zip(pairs, corrected, strict=True))


def in_words(one: Duel) -> str:
    """A duel as a sentence without a full stop.

    >>> print(in_words(Duel("wide", "small", 21, 4, 355, "test", 0.0009)))
    this run of wide is better than that of small (p < 0.001, McNemar, right alone in 21 and 4)
    >>> print(in_words(Duel("wide", "small", 5, 4, 355, "test", 1.0)))
    these runs of wide and small: no difference shown (p = 1.000, McNemar, right alone in 5 and 4)
    """
    p = f"p = {one.p:.3f}" if one.p >= 0.001 else "p < 0.001"
    how = f"({p}, McNemar, right alone in {one.only_first:,} and {one.only_second:,})"
    first, second = as_name(one.first), as_name(one.second)
    if one.shown:
        return f"this run of {first} is better than that of {second} {how}"
    return f"these runs of {first} and {second}: no difference shown {how}"


def _same(one: Single, other: Single) -> bool:
    """Whether both were asked about the same samples of the same data."""
    a, b = one.answered, other.answered
    if (a.samples, a.truth) != (b.samples, b.truth):
        return False
    if any(other_data(read_recipe(one.folder), read_recipe(other.folder))):
        return False
    return same_files(one.folder, other.folder)


def _duel(a: str, b: str, single: Mapping[str, Single]) -> Duel:
    one, other = single[a].answered, single[b].answered
    only_a, only_b = int((one.bits & ~other.bits).sum()), int((other.bits & ~one.bits).sum())
    counts = (one.samples, one.part, mcnemar(only_a, only_b))
    if only_b > only_a:
        return Duel(b, a, only_b, only_a, *counts)
    return Duel(a, b, only_a, only_b, *counts)
