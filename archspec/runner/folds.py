"""Several runs, each watched on another fold, and what they come to together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure, with_changes
from archspec.recipe.folds import MAX_FOLDS
from archspec.runner.measure import Evaluation
from archspec.runner.result import RunResult
from archspec.runner.storage import claim_empty, read_json, unreadable, write_json

FOLDS: Final = "folds.json"
"""What marks the folder of several runs."""


@dataclass(frozen=True)
class Spread:
    """A figure over folds.

    Args:
        mean: of the folds, which all count alike.
        std: the deviation of a fold from it (n − 1); 0 of one fold alone.
    """

    mean: float
    std: float


@dataclass(frozen=True)
class FoldsResult:
    """What came of a run for each fold.

    Args:
        folder: in which their folders lie.
        runs: by the number of the fold.
        figures: over all of them, by part and by name.
    """

    folder: Path
    runs: tuple[RunResult, ...]
    figures: Mapping[str, Mapping[str, Spread]]


def of_each_fold(recipe: Recipe, folder: Path) -> Iterator[tuple[Recipe, Path]]:
    """The recipe of each run, and its folder.

    Raises:
        RecipeFailure: A603 where the recipe is one of a single run.
    """
    folds = recipe.data.folds
    if folds is None or folds.take is not None:
        fact = "the recipe has no folds" if folds is None else "the recipe takes one of its folds"
        fix = Fix("write how many there are, and no `take`: `folds: 5`")
        raise RecipeFailure([Problem("A603", fact, ("data", "folds"), fixes=(fix,))])
    for fold in range(folds.count):
        yield with_changes(recipe, {"data.folds.take": fold}), place_of(folder, fold)


def place_of(folder: Path, fold: int) -> Path:
    """The folder of the run that is watched on a fold."""
    return folder / f"fold-{fold}"


def check_one_fold(recipe: Recipe) -> None:
    """Nothing, where a recipe is one of a single run.

    Raises:
        RecipeFailure: A603 where it is one of several.
    """
    folds = recipe.data.folds
    if folds is not None and folds.take is None:
        fact = f"one run is watched on one of the {folds.count} folds, and `take` says none"
        fixes = (
            Fix(f"write `folds: {{count: {folds.count}, take: 0}}`"),
            Fix("or train a run for each: `archspec train SPEC`, `network.train_folds(…)`"),
        )
        raise RecipeFailure([Problem("A603", fact, ("data", "folds"), fixes=fixes)])


def begin_folds(folder: Path, count: int) -> None:
    """Marks the folder as that of several runs; one that holds anything is refused.

    Raises:
        Failure: A640 where something is there, A644 where it cannot be written.
    """
    claim_empty(folder, "train")
    write_json(folder / FOLDS, {"count": count})


def count_of_folds(folder: Path) -> int | None:
    """How many folds a folder of several runs is to have; None where it is none such.

    Raises:
        Failure: A641, A645 where what it says is not what is written there.
    """
    path = folder / FOLDS
    if not path.is_file():
        return None
    count = read_json(path).get("count")
    if type(count) is not int or not 2 <= count <= MAX_FOLDS:
        raise unreadable(path, "`count` is no number of folds")
    return count


def summed_up(folder: Path, runs: Sequence[RunResult]) -> FoldsResult:
    """The figures of all folds together, which are kept as `folds.json`.

    Raises:
        Failure: A644 if that cannot be written.
    """
    parts = [part for part in ("train", "val", "test") if all(part in r.evaluations for r in runs)]
    figures = {part: _spreads([run.evaluations[part] for run in runs]) for part in parts}
    each = [
        {"folder": one.folder.name, "epoch": one.best, **_figures_of(one, parts)} for one in runs
    ]
    spreads = {
        part: {name: {"mean": one.mean, "std": one.std} for name, one in found.items()}
        for part, found in figures.items()
    }
    write_json(folder / FOLDS, {"count": len(runs), "figures": spreads, "folds": each})
    return FoldsResult(folder, tuple(runs), figures)


def _figures_of(run: RunResult, parts: Sequence[str]) -> dict[str, Any]:
    return {part: dict(_all_figures(run.evaluations[part])) for part in parts}


def _all_figures(one: Evaluation) -> Iterator[tuple[str, float]]:
    found = {"loss": one.loss, "accuracy": one.accuracy, **one.figures}
    yield from ((n, float(v)) for n, v in found.items() if v is not None and isfinite(v))


def _spreads(several: Sequence[Evaluation]) -> dict[str, Spread]:
    tables = [dict(_all_figures(one)) for one in several]
    shared = [name for name in tables[0] if all(name in table for table in tables)]
    return {name: spread([table[name] for table in tables]) for name in shared}


def spread(values: Sequence[float]) -> Spread:
    """Mean and deviation of a figure.

    >>> spread([0.5, 0.75, 1.0])
    Spread(mean=0.75, std=0.25)
    """
    mean, rest = fmean(values), max(1, len(values) - 1)
    return Spread(mean, sqrt(sum((one - mean) ** 2 for one in values) / rest))
