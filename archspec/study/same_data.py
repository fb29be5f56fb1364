"""Whether runs are of the same samples, by what their files held."""

from collections.abc import Sequence
from pathlib import Path

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.recipe import Recipe
from archspec.runner.progress import Silent
from archspec.runner.session.fingerprint import differences, read_fingerprint
from archspec.runner.session.same_data import printed


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
