"""Whether runs are of the same samples: by what their recipes say, and by what their files held."""

from pathlib import Path
from typing import Final

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.recipe import Recipe, changes
from archspec.recipe.changes import Change
from archspec.runner.absolute import with_absolute_paths
from archspec.runner.moved import placeless
from archspec.runner.session.fingerprint import differences, read_fingerprint

FREE: Final = ("data.augment", "data.root", "data.download")
"""Fields of the data that do not say which samples are measured, where its files are the same."""


def other_data(one: Recipe, other: Recipe) -> Change | None:
    """The first field by which two recipes are of other samples; None where they are of the same.

    What lies where they say is another question: see `other_files`.

    >>> digits, half = (Recipe(data={"dataset": "digits", "val": part}) for part in (0.1, 0.5))
    >>> print(other_data(digits, half))
    `data.val`: 0.1, then 0.5
    """
    pair = (placeless(with_absolute_paths(recipe)) for recipe in (one, other))
    found = (change for change in changes(*pair) if change.field.split(".")[0] == "data")
    return next((change for change in found if change.field not in FREE), None)


def other_files(one: Path, other: Path) -> tuple[str, ...] | None:
    """How the data of the second run differs from that of the first, as sentences.

    Args:
        one: the folder of a run.
        other: of another.

    Returns:
        Nothing where both were the same; None where a run has not kept what its data was.

    Raises:
        Failure: A641, A645 where the files are not as a run writes them.
    """
    first, second = read_fingerprint(one), read_fingerprint(other)
    return differences(first.data, second.data) if first and second else None


def check_same_files(folders: list[Path], help_: str) -> tuple[str, ...]:
    """Nothing, where all runs had the same files; sentences on those of which that is not known.

    Args:
        folders: of the runs.
        help_: what to do where they had not.

    Raises:
        Failure: A680 for the first that had others than the first of all.
    """
    unknown = []
    for folder in folders[1:]:
        found = other_files(folders[0], folder)
        if found is None:
            unknown.append(f"whether `{folder}` and `{folders[0]}` had the same data was not kept")
        elif found:
            fact = f"`{folders[0]}` and `{folder}` are not trained on the same data"
            notes = tuple(f"in `{folder}`, {one}" for one in found)
            raise Failure([Diagnostic("A680", fact, notes=notes, helps=(Help(help_),))])
    return tuple(unknown)
