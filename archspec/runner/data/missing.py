"""Data of one's own that is not where the recipe says, and where it may be instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.files.nearby import Kind, nearby
from archspec.recipe import RecipeFailure

ROOT: Final = ("data", "root")
PLACES: Final = ("root", "folder", "table", "arrays", "shards", "fields")
"""Fields of `data` that say where samples lie."""

MOVED: Final = (
    Fix("put it back there"),
    Fix("or say where it is now: `--root NEW`, with the path of its new place"),
)


def missing(path: Path, kind: Kind, advice: Fix) -> RecipeFailure:
    """The failure that there is no such file or folder.

    Args:
        path: as the recipe has it.
        kind: what was looked for.
        advice: what to do where nothing of a like name lies nearby.
    """
    notes = () if path.is_absolute() else (f"looked for at `{Path.cwd() / path}`",)
    found = nearby(path, kind)
    fixes = (Fix(found) if found else advice,)
    return RecipeFailure(
        [Problem("A620", f"there is no {kind} `{path}`", ROOT, notes=notes, fixes=fixes)]
    )


@contextmanager
def may_have_moved() -> Iterator[None]:
    """Says how a run finds data that was moved.

    Raises:
        RecipeFailure: the same, with `--root` for data that is not where it was.
    """
    try:
        yield
    except RecipeFailure as failure:
        raise RecipeFailure(map(_moved, failure.problems)) from None


def _moved(one: Problem) -> Problem:
    lies = len(one.field) > 1 and one.field[0] == "data" and one.field[1] in PLACES
    if one.code != "A620" or not lies:
        return one
    return Problem(one.code, one.message, one.field, one.label, one.notes, MOVED)
