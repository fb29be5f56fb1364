"""Whether runs are of the same samples: by what their recipes say, and by what their files held."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.recipe import Recipe, changes
from archspec.recipe.absolute_paths import with_absolute_paths
from archspec.recipe.changes import Change
from archspec.runner.moved import placeless
from archspec.runner.progress import Silent
from archspec.runner.session.fingerprint import differences, read_fingerprint
from archspec.runner.session.same_data import printed

FREE: Final = ("data.augment", "data.root", "data.download")
"""Fields of the data that do not say which samples are measured, where its files are the same."""


def other_data(one: Recipe, other: Recipe) -> Change | None:
    """The first field by which two recipes are of other samples; None where they are of the same.

    What lies where they say is another question: see `same_files`.

    >>> digits, half = (Recipe(data={"dataset": "digits", "val": part}) for part in (0.1, 0.5))
    >>> print(other_data(digits, half))
    `data.val`: 0.1, then 0.5
    """
    pair = (placeless(with_absolute_paths(recipe)) for recipe in (one, other))
    found = (change for change in changes(*pair) if change.field.split(".")[0] == "data")
    return next((change for change in found if change.field not in FREE), None)


def same_files(one: Path, other: Path) -> bool:
    """Whether nothing says that two runs had other files.

    Args:
        one: the folder of a run.
        other: of another.

    Raises:
        Failure: A641, A645 where what they keep is not as a run writes it.
    """
    first, second = read_fingerprint(one), read_fingerprint(other)
    return not (first and second and differences(first.data, second.data))


def check_unchanged(first: Path, recipe: Recipe) -> None:
    """Nothing, where the data of a recipe is now what a run began with.

    Args:
        first: the folder of the run.
        recipe: whose data it is.

    Raises:
        Failure: A620 where it cannot be read, A628 where it is not the same.
    """
    if (known := read_fingerprint(first)) is None:
        return
    if changed := differences(known.data, printed(recipe, Silent(), known.data)):
        fact = f"the data is not what `{first}` was trained on"
        way = Help("put the old data back, or begin a study of its own with this one")
        raise Failure([Diagnostic("A628", fact, notes=changed, helps=(way,))])


def check_same_files(folders: Sequence[Path], help_: str) -> tuple[str, ...]:
    """Nothing, where all runs had the same files; sentences on those of which that is not known.

    Args:
        folders: of the runs.
        help_: what to do where they had not.

    Raises:
        Failure: A680 for the first that had others than the first of all.
    """
    unknown, first = [], read_fingerprint(folders[0])
    for folder in folders[1:]:
        other = read_fingerprint(folder)
        if not (first and other):
            unknown.append(f"whether `{folder}` and `{folders[0]}` had the same data was not kept")
        elif found := differences(first.data, other.data):
            fact = f"`{folders[0]}` and `{folder}` are not trained on the same data"
            notes = tuple(f"in `{folder}`, {one}" for one in found)
            raise Failure([Diagnostic("A680", fact, notes=notes, helps=(Help(help_),))])
    return tuple(unknown)
