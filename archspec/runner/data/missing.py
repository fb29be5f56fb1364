"""Data of one's own that is not where the recipe says, and where it may be instead."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import near
from archspec.recipe import RecipeFailure

MAX_NAMES: Final = 10_000
"""Names beside the missing one that are compared with it."""

ROOT: Final = ("data", "root")
MOVED: Final = (
    Fix("put it back there"),
    Fix("or say where it is now: `--root NEW`, with the path of its new place"),
)


def missing(path: Path, kind: Literal["file", "folder"], advice: Fix) -> RecipeFailure:
    """The failure that there is no such file or folder.

    Args:
        path: as the recipe has it.
        kind: what was looked for.
        advice: what to do where nothing of a like name lies beside it.
    """
    notes = () if path.is_absolute() else (f"looked for at `{Path.cwd() / path}`",)
    alike = near(path.name, _beside(path, kind))[:1]
    fixes = tuple(Fix(f"did you mean `{path.with_name(name)}`?") for name in alike) or (advice,)
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
    if one.code != "A620" or one.field != ROOT:
        return one
    return Problem(one.code, one.message, one.field, one.label, one.notes, MOVED)


def _beside(path: Path, kind: str) -> list[str]:
    """The names of other files or folders in the same folder, if there is one."""
    try:
        with os.scandir(path.parent) as found:
            entries = list(islice(found, MAX_NAMES))
        return [one.name for one in entries if one.is_dir() is (kind == "folder")]
    except (OSError, ValueError):  # ValueError: a name that nothing can have
        return []
