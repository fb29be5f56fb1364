"""Runs that were trained without a study, compared as they are."""

from collections.abc import Sequence
from dataclasses import replace
from json import dumps
from os.path import commonpath
from pathlib import Path
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Failure, Help, Source
from archspec.files.run_files import SPEC
from archspec.planning.known_figures import figure_of
from archspec.recipe import Recipe, as_value
from archspec.run import open_run
from archspec.runner import read_recipe
from archspec.runner.moved import placeless
from archspec.runner.other_data import other_data
from archspec.runner.session.same_rules import FREE
from archspec.runner.storage import read_text
from archspec.study.comparison import Comparison, Row, side_by_side
from archspec.study.outcome import Outcome, read_outcome
from archspec.study.same_data import check_same_files
from archspec.syntax import plain, read

MAX_SPEC = 2**24

ON_ONE: Final = "`archspec compare SPEC… --recipe FILE` trains designs on the same"
"""The way to runs that can be compared."""

LENGTH: Final = frozenset(("epochs", "early_stop"))
"""Of what may change when a run goes on, the fields on which its last figures depend."""


def compare_runs(folders: Sequence[Path], by: str | None = None) -> Comparison:
    """Runs side by side; those that differ in nothing but the seed are one design.

    Runs of one design from one seed are one run, however often it was trained: more of them say
    nothing of chance.

    Args:
        folders: of the runs.
        by: the figure that is compared; by default accuracy, or else the loss.

    Raises:
        Failure: A641 where one has not ended, A645 where its files are not as a run writes them,
            A680 where they are of other data.
    """
    recipes = [read_recipe(folder) for folder in folders]
    notes = [*_check_same_data(folders, recipes)]
    designs: dict[str, dict[int, Outcome]] = {}
    for folder, recipe in zip(folders, recipes, strict=True):
        runs = designs.setdefault(_identity(folder, recipe), {})
        if recipe.seed in runs:
            before = runs[recipe.seed].folder
            notes.append(f"`{folder}` began as `{before}` did, and counts once with it")
        else:
            runs[recipe.seed] = _ended(folder, recipe.seed)
    places = [next(iter(runs.values())).folder for runs in designs.values()]
    networks = [open_run(place).network for place in places]
    names = _names([one.name for one in networks], places)
    rows = [
        Row(name, network.params, network.macs, tuple(runs.values()))
        for name, network, runs in zip(names, networks, designs.values(), strict=True)
    ]
    figure = by or figure_of(networks[0].graph, recipes[0])
    return replace(side_by_side(rows, figure, 0), notes=tuple(notes))


def _check_same_data(folders: Sequence[Path], recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """Nothing, where all were trained and measured on the same samples; or what is not known."""
    for folder, recipe in zip(folders[1:], recipes[1:], strict=True):
        if change := next(other_data(recipes[0], recipe), None):
            fact = f"`{folders[0]}` and `{folder}` are not trained on the same data"
            note = f"`{change.field}` is {as_value(change.old)} and {as_value(change.new)}"
            raise Failure([Diagnostic("A680", fact, notes=(note,), helps=(Help(ON_ONE),))])
    return check_same_files(folders, ON_ONE)


def _names(names: Sequence[str], places: Sequence[Path]) -> list[str]:
    """What designs are called: by their networks, or by folders where that tells nothing.

    That is where two have one name, or that of the file in which runs keep theirs. What all folders
    have in common is left out.

    >>> _names(["net", "net", "wide"], [Path("runs/a/0"), Path("runs/b/0"), Path("runs/c/0")])
    ['a/0', 'b/0', 'wide']
    """
    alone = [names.count(name) == 1 and name != Path(SPEC).stem for name in names]
    home = commonpath([place.absolute().parent for place in places])
    short = [str(place.absolute().relative_to(home)) for place in places]
    found = [name if tells else one for name, tells, one in zip(names, alone, short, strict=True)]
    return found if len(set(found)) == len(found) else [*map(str, places)]


def _ended(folder: Path, seed: int) -> Outcome:
    if (outcome := read_outcome(folder, seed)) is not None:
        return outcome
    helps = (Help(f"go on with it: `archspec train --resume {folder}`"),)
    raise Failure([Diagnostic("A641", f"the run `{folder}` has not ended", helps=helps)])


def _identity(folder: Path, recipe: Recipe) -> str:
    """What runs of one design share: the network, and all of the recipe that figures depend on.

    The seed is not of the design, and the recipe in its file is not the one that it was trained by.
    """
    spec = plain(read(Source(str(folder / SPEC), read_text(folder / SPEC, MAX_SPEC))))
    if isinstance(spec, dict):
        spec.pop("train", None)
    content: dict[str, Any] = placeless(recipe).model_dump(mode="json")
    for field in {"seed", *FREE} - LENGTH:
        *above, name = field.split(".")
        table = content
        for word in above:
            table = table[word]
        table.pop(name)
    return dumps([spec, content], sort_keys=True)
