"""Samples of several files: those of the same stem belong together."""

from pathlib import Path

from archspec.diagnostics import Fix, Problem
from archspec.files import reason
from archspec.recipe import RecipeFailure
from archspec.recipe.columns.column import is_pattern
from archspec.recipe.data import Data
from archspec.runner.data.patterns import matching_files
from archspec.runner.data.samples import LeftOut
from archspec.runner.sources.raw import Raw, Source, unfit


def read_matching(data: Data) -> Source:
    """The samples of all fields that are patterns of files.

    Raises:
        RecipeFailure: A620 where a pattern has no files, A624 where no two have the same stem.
    """
    found = {
        (name, pattern): _files(name, pattern)
        for name, field in data.fields.items()
        for pattern in field.columns
        if is_pattern(pattern)
    }
    if not found:
        raise unfit(
            "no source of samples is named", (), Fix("write `dataset`, `table`, `arrays` …")
        )
    stems = [files.keys() for files in found.values()]
    shared = sorted(set(stems[0]).intersection(*stems[1:]))
    if not shared:
        patterns = ", ".join(pattern for _, pattern in found)
        raise unfit("no files have the same stem", ("fields",), note=f"the patterns are {patterns}")
    columns = {
        pattern: tuple(str(files[s]) for s in shared) for (_, pattern), files in found.items()
    }
    left = sorted(set().union(*stems) - set(shared))
    out = (LeftOut(f"{len(left):,} files", "alone", tuple(left[:3])),) if left else ()
    return Source({"train": Raw(columns, len(shared))}, left_out=out)


def _files(field: str, pattern: str) -> dict[str, Path]:
    place = ("data", "fields", field)
    files: dict[str, Path] = {}
    try:
        paths = matching_files(pattern)
    except OSError as error:
        fact = f"cannot look for `{pattern}`"
        raise RecipeFailure([Problem("A620", fact, place, notes=(reason(error),))]) from None
    for path in paths:
        if path.stem in files:
            both = f"`{files[path.stem]}` and `{path}`"
            raise unfit(f"two files of `{field}` have the same stem", place[1:], note=both)
        files[path.stem] = path
    if not files:
        fact = f"no files match `{pattern}`"
        raise RecipeFailure([Problem("A620", fact, place, notes=(f"looked in `{Path.cwd()}`",))])
    return files
