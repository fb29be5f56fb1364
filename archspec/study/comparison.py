"""What came of the designs of a study: a row for each, and which differences are no chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from shlex import quote
from statistics import fmean
from typing import Final, TypeVar

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import did_you_mean
from archspec.planning.known_figures import listing
from archspec.recipe.metrics import better
from archspec.study.duel import Duel, duels
from archspec.study.duel import in_words as duel_in_words
from archspec.study.outcome import Outcome, read_outcome
from archspec.study.same_data import check_same_files
from archspec.study.study import Study
from archspec.study.verdict import FEWEST, Verdict, in_words, no_verdict, ranked, verdicts

PARTS: Final = ("test", "val", "train")
"""Of the data, what tells most of a network first."""

Pair = TypeVar("Pair", Verdict, Duel)
"""Two designs, the better one `first`."""


@dataclass(frozen=True)
class Row:
    """A design with what came of its runs.

    Args:
        name: of the design.
        params: of its network.
        macs: for one sample.
        outcomes: of its runs that have ended.
        refused: why it is not trained; empty where it is.
    """

    name: str
    params: int
    macs: int
    outcomes: tuple[Outcome, ...] = ()
    refused: str = ""

    def values(self, part: str, figure: str) -> tuple[float, ...]:
        """A figure of every run that has it, in the order of the seeds."""
        found = (one.figure(part, figure) for one in self.outcomes)
        return tuple(one for one in found if one is not None)

    @property
    def seconds(self) -> float | None:
        """That a run was trained for, on average; None before the first has ended."""
        found = [one.seconds for one in self.outcomes if not one.failed]
        return fmean(found) if found else None

    @property
    def failed(self) -> int:
        """How many runs came to no figures."""
        return sum(bool(one.failed) for one in self.outcomes)


@dataclass(frozen=True)
class Comparison:
    """Designs side by side.

    Args:
        by: the figure that is compared.
        part: of the data, on which it is.
        rows: the designs in their own order.
        verdicts: of each pair that has runs enough.
        planned: how many runs each design is to have; 0 where they are compared as they are.
        duels: of each pair with one run each, on the same test samples, where accuracy is compared.
        notes: what else is to be known of the runs, as sentences.
    """

    by: str
    part: str
    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    planned: int
    duels: tuple[Duel, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are shown: what was trained on, and the one that counts."""
        return tuple(dict.fromkeys(("train", self.part)))

    @property
    def order(self) -> list[str]:
        """The names of the designs, the best first."""
        return ranked({one.name: one.values(self.part, self.by) for one in self.rows}, self.by)

    @property
    def words(self) -> list[str]:
        """What to make of it, as sentences without a full stop: the best against each other."""
        figures = {one.name: one.values(self.part, self.by) for one in self.rows}
        if max(map(len, figures.values()), default=0) < FEWEST:
            none = f"no verdict: it takes {FEWEST} seeds or more of two designs to tell chance"
            found = [none, *map(duel_in_words, _of_best(self.order, self.duels))]
        else:
            of_best = _of_best(self.order, self.verdicts)
            found = [in_words(one, self.by) for one in of_best]
            best, *others = self.order
            known = {one.second for one in of_best}
            found += [
                no_verdict(best, name, figures)
                for name in others
                if name not in known and figures[name]
            ]
        return [*found, *self.notes]


def compared(study: Study) -> Comparison:
    """What has come of a study until now.

    Raises:
        Failure: A645 where a run's files are not as a run writes them, A680 where one had other
            data than the first.
    """
    outcomes: dict[str, list[Outcome]] = {}
    for contender, seed, folder in study.runs():
        if (outcome := read_outcome(folder, seed)) is not None:
            outcomes.setdefault(contender.name, []).append(outcome)
    rows = tuple(
        Row(
            one.name,
            one.params,
            one.macs,
            tuple(outcomes.get(one.name, ())),
            one.refused,
        )
        for one in study.contenders
    )
    again = f"`archspec compare --resume {quote(str(study.folder))}`"
    help_ = f"move the folders of the runs on the wrong data away, and {again} trains them anew"
    ended = [one.folder for row in rows for one in row.outcomes if not one.failed]
    notes = check_same_files(ended, help_) if ended else ()
    return replace(side_by_side(rows, study.by, study.seeds), notes=notes)


def side_by_side(rows: Sequence[Row], by: str, planned: int) -> Comparison:
    """Rows with the verdicts on them, by the part of the data that tells most.

    Raises:
        Failure: A680 where runs have ended, and none has that figure.
    """
    check_measured([run for one in rows for run in one.outcomes], by)
    part = next((part for part in PARTS if any(one.values(part, by) for one in rows)), PARTS[-1])
    figures = {one.name: one.values(part, by) for one in rows}
    single = {one.name: one.outcomes for one in rows} if (by, part) == ("accuracy", "test") else {}
    found = verdicts(figures, better(by))
    return Comparison(by, part, tuple(rows), found, planned, duels(single))


def check_measured(runs: Sequence[Outcome], by: str) -> None:
    """Nothing, where one of some runs has a figure, or none has come to any.

    Raises:
        Failure: A680 where all have others alone.
    """
    known = sorted({name for run in runs for name in run.measured})
    if known and not any(run.measures(by) for run in runs):
        fact = f"no run has a figure `{by}` to be compared by"
        helps = did_you_mean(by, known) or (Help(f"name another one, as `--by {known[0]}`"),)
        raise Failure([Diagnostic("A680", fact, notes=(listing(known),), helps=helps)])


def _of_best(order: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """The best design against each of the others, as far as these pairs are there."""
    each = {frozenset((one.first, one.second)): one for one in pairs}
    found = (each.get(frozenset((order[0], name))) for name in order[1:])
    return [one for one in found if one is not None]
