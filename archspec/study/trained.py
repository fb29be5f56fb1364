"""Runs that were trained without a study, compared as they are."""

from collections.abc import Sequence
from json import dumps
from pathlib import Path
from typing import Any

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files.run_files import SPEC
from archspec.recipe import Recipe, as_value
from archspec.run import open_run
from archspec.runner import read_recipe
from archspec.runner.storage import read_text
from archspec.study.comparison import Comparison, Row, side_by_side
from archspec.study.duel import other_data
from archspec.study.outcome import Outcome, read_outcome
from archspec.study.study import figure_of

MAX_SPEC = 2**24


def compare_runs(folders: Sequence[Path], by: str | None = None) -> Comparison:
    """Runs side by side; those that differ in nothing but the seed are one design.

    Args:
        folders: of the runs.
        by: the figure that is compared; by default accuracy, or else the loss.

    Raises:
        Failure: A641 where one has not ended, A645 where its files are not as a run writes them,
            A680 where they are of other data.
    """
    recipes = [read_recipe(folder) for folder in folders]
    _check_same_data(folders, recipes)
    groups: dict[str, list[int]] = {}
    for place, (folder, recipe) in enumerate(zip(folders, recipes, strict=True)):
        groups.setdefault(_identity(folder, recipe), []).append(place)
    outcomes = [_ended(f, r.seed) for f, r in zip(folders, recipes, strict=True)]
    networks = [open_run(folders[places[0]]).network for places in groups.values()]
    names = [one.name for one in networks]
    rows = [
        Row(
            # One name for two designs says nothing; their folders tell them apart.
            network.name if _tells(network.name, names) else str(folders[places[0]]),
            network.params,
            network.macs,
            tuple(outcomes[place] for place in places),
        )
        for network, places in zip(networks, groups.values(), strict=True)
    ]
    planned = max(map(len, groups.values()))
    return side_by_side(rows, by or figure_of(recipes[0]), planned)


def _check_same_data(folders: Sequence[Path], recipes: Sequence[Recipe]) -> None:
    """Nothing, where all were trained and measured on the same samples."""
    for folder, recipe in zip(folders[1:], recipes[1:], strict=True):
        if change := other_data(recipes[0], recipe):
            fact = f"`{folders[0]}` and `{folder}` are not trained on the same data"
            note = f"`{change.field}` is {as_value(change.old)} and {as_value(change.new)}"
            help_ = Help("`archspec compare SPEC… --recipe FILE` trains designs on the same")
            raise Failure([Diagnostic("A680", fact, notes=(note,), helps=(help_,))])


def _tells(name: str, names: Sequence[str]) -> bool:
    """Whether a name is that of one design, and not that of the file in which runs keep theirs."""
    return names.count(name) == 1 and name != Path(SPEC).stem


def _ended(folder: Path, seed: int) -> Outcome:
    if (outcome := read_outcome(folder, seed)) is not None:
        return outcome
    helps = (Help(f"go on with it: `archspec train --resume {folder}`"),)
    raise Failure([Diagnostic("A641", f"the run `{folder}` has not ended", helps=helps)])


def _identity(folder: Path, recipe: Recipe) -> str:
    """What runs of one design share: the network and all of the recipe but its seed."""
    content: dict[str, Any] = recipe.model_dump(mode="json")
    content.pop("seed")
    return dumps([read_text(folder / SPEC, MAX_SPEC), content], sort_keys=True)
