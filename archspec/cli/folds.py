"""A run for each fold, and what they come to together."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from archspec.cli.output import say
from archspec.cli.runs import network_of, table
from archspec.diagnostics import Diagnostic, Failure
from archspec.diagnostics.readable import as_figure, as_name
from archspec.files.run_files import RECIPE
from archspec.network import Network

Train = Callable[[Network, Any, Any, Path, Mapping[str, Any]], Any]
Resume = Callable[[Path], Any]


def each_fold(
    train: Train,
    network: Network,
    recipe: Any,
    place: Any,
    folder: Path | None,
    changes: Mapping[str, Any],
) -> None:
    """Trains a run for each fold, and prints what they come to.

    Args:
        train: what trains one run.
        network: what is trained.
        recipe: of the file, with folds.
        place: the mapping that it was written in.
        folder: of all runs; the next free one under `runs` by default.
        changes: what was given as options, by the dotted names of the recipe's fields.
    """
    from archspec.runner.folds import begin_folds, place_of, summed_up

    where = folder or _first_free(network)
    count = recipe.data.folds.count
    begin_folds(where, count)
    runs = []
    for fold in range(count):
        say(f"fold {fold + 1} of {count}")
        one = {**changes, "data.folds.take": fold}
        runs.append(train(network, recipe, place, place_of(where, fold), one))
    show_folds(summed_up(where, runs))


def going_on(folder: Path, count: int, train: Train, resume: Resume) -> None:
    """Goes on with the runs of all folds; those that have not begun are begun as the first was.

    Args:
        folder: of all runs.
        count: of folds.
        train: what trains one run.
        resume: what goes on with one.
    """
    from archspec.runner import read_recipe
    from archspec.runner.folds import place_of, summed_up

    places = [place_of(folder, fold) for fold in range(count)]
    begun = [place for place in places if (place / RECIPE).is_file()]
    if not begun:
        fact = f"none of the {count} folds in `{folder}` was begun"
        raise Failure([Diagnostic("A641", fact)])
    runs = []
    for fold, place in enumerate(places):
        say(f"fold {fold + 1} of {count}")
        if place in begun:
            runs.append(resume(place))
        else:
            recipe = read_recipe(begun[0])
            changes = {"data.folds.take": fold}
            runs.append(train(network_of(begun[0]), recipe, None, place, changes))
    show_folds(summed_up(folder, runs))


def show_folds(result: Any) -> None:
    """The figures of all folds, each with the deviation of a fold from their mean."""
    for part, figures in result.figures.items():
        shown = [name for name in figures if not name.endswith(".loss")]
        rows = [[_named(name), *_cells(name, figures[name])] for name in shown]
        say(f"{part} over {len(result.runs)} folds")
        say(table(["", "mean", "deviation"], rows))
    say(f"runs    {result.folder}")


def _named(name: str) -> str:
    return as_name(name)


def _cells(name: str, spread: Any) -> Sequence[str]:
    return [as_figure(name, one).removeprefix(f"{name} ") for one in (spread.mean, spread.std)]


def _first_free(network: Network) -> Path:
    from archspec.files import is_there, safe_name
    from archspec.runner import FirstFree

    names = FirstFree(Path("runs"), safe_name(network.graph.name, "run"))
    return next(place for place in names if not is_there(place))
