"""Whether the data of a run is still what it began with."""

from collections.abc import Collection

from archspec.diagnostics import Fix, Problem
from archspec.files import gibibytes, reason
from archspec.recipe import Recipe, RecipeFailure
from archspec.runner.data import DataSet, data_files
from archspec.runner.data.extent import extent_of_input
from archspec.runner.data.scale import advice, doubt
from archspec.runner.named_data import NamedData
from archspec.runner.own.datasets import GivenData
from archspec.runner.progress import Progress
from archspec.runner.record import Record
from archspec.runner.session.fingerprint import DataPrint, data_print, differences
from archspec.runner.session.given_print import given_print
from archspec.runner.sources.named_files import named_files

ACCEPT = "or go on with it, noted in the report: `--accept data`"
Accepted = Collection[str]
"""What may be another one than the run began with: `data`, or nothing."""


def printed(
    recipe: Recipe,
    progress: Progress,
    known: DataPrint | None = None,
    given: GivenData | None = None,
) -> DataPrint:
    """The fingerprint of a recipe's data, and of the files that its tables name.

    Args:
        recipe: how to train.
        progress: told where not all of a file is read.
        known: an earlier one.
        given: data sets in the place of a source.

    Raises:
        RecipeFailure: A620 if a file of it cannot be read.
    """
    if given is not None:
        # An older version knew nothing of such data.
        return known if known is not None and not known.files else given_print(given)
    try:
        found = data_print({**data_files(recipe.data), **named_files(recipe.data)}, known)
    except OSError as error:
        fact = f"cannot read `{error.filename}` any more"
        notes = (reason(error),)
        raise RecipeFailure([Problem("A620", fact, ("data", "root"), notes=notes)]) from None
    if not (found.whole or known):
        size = gibibytes(sum(one.size for one in found.files.values()))
        progress.on_note(
            f"the data has {size}: whether it is still the same is told by the beginning, the "
            "middle and the end of each file"
        )
    return found


def changed_data(known: DataPrint, found: DataPrint, accepted: Accepted) -> tuple[str, ...]:
    """What became of the data of a run, as sentences; nothing where it is the same.

    Raises:
        RecipeFailure: A628 where it is not, and that was not accepted.
    """
    changed = differences(known, found)
    if changed and "data" not in accepted:
        word = "files" if len(found.files) > 1 or len(known.files) > 1 else "file"
        helps = (Fix(f"put the old {word} back"), Fix(ACCEPT))
        fact = "the data is not what the run began with"
        raise RecipeFailure([Problem("A628", fact, ("data",), notes=changed, fixes=helps)])
    return changed


def check_counts(data: DataSet | NamedData, record: Record, accepted: Accepted) -> None:
    """Nothing, where data has a run's classes and scale, and, unless others are accepted, samples.

    Raises:
        RecipeFailure: A628 where it does not.
    """
    if data.classes != record.classes:
        fact = "the classes of the data are not those that the run began with"
        note = _differing(record.classes, data.classes)
        anew = (Fix("begin a run of its own with this data"),)
        raise RecipeFailure([Problem("A628", fact, ("data",), notes=(note,), fixes=anew)])
    _check_scale(data, record)
    counts = counted(data)
    if counts != record.counts and "data" not in accepted:
        notes = tuple(
            f"{part}: {record.counts.get(part, 0):,} samples then, {counts.get(part, 0):,} now"
            for part in ("train", "val", "test")
            if counts.get(part) != record.counts.get(part)
        )
        fact = "the data is not what the run began with"
        helps = (Fix("put the old data back"), Fix(ACCEPT))
        raise RecipeFailure([Problem("A628", fact, ("data",), notes=notes, fixes=helps)])


def _check_scale(data: DataSet | NamedData, record: Record) -> None:
    """Nothing, where the training samples may be of the scale on which the network was trained.

    Those of a table may well be other ones.
    """
    if record.extent is None or isinstance(data, NamedData):
        return
    train = data.parts["train"].samples
    if len(train.shape) < 2:
        return
    found = extent_of_input(train, data.divisor)
    if doubt(record.extent, found) != "certain":
        return
    then, now = (f"{one.low:g} to {one.high:g}" for one in (record.extent, found))
    fact = "the data is of another scale than what the run began with"
    note = f"training samples were of {then}, and now they are of {now}"
    helps = (
        Fix(f"{advice(record.extent, found, 'them')}, in every part"),
        Fix("or begin a run of its own with this data"),
    )
    raise RecipeFailure([Problem("A628", fact, ("data",), notes=(note,), fixes=helps)])


def counted(data: DataSet | NamedData) -> dict[str, int]:
    """The number of samples of each part."""
    return {part: len(split) for part, split in data.parts.items()}


def _differing(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    if len(old) != len(new):
        return f"there were {len(old):,}, and now there are {len(new):,}"
    place = next(n for n, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1])
    return f"class {place} was `{old[place]}`, and now it is `{new[place]}`"
