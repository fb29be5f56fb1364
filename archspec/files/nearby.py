"""Where a file or folder may be that is not where somebody says."""

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from archspec.diagnostics.suggest import near, perhaps
from archspec.files.reading import is_there

MAX_NAMES: Final = 10_000
"""Names beside the missing one that are compared with it."""

LEVELS: Final = 3
"""Folders above this one in which it is looked for."""

Kind = Literal["file", "folder"]


def nearby(
    path: Path, *kinds: Kind, fits: Callable[[Path], bool] | None = None, home: Path = Path()
) -> str | None:
    """The advice to take what lies nearby and is called so, or nearly so; or nothing.

    Args:
        path: as it was written.
        kinds: what was looked for, the likeliest first.
        fits: whether something may be meant, more than by its name.
        home: the folder from which paths are written, as the file that names this one does.
    """
    path = _from(home, path)
    for kind in kinds:
        for above in _above(path, kind, home):
            if fits is None or fits(home / above):
                return f"there is one at `{above}`"
        alike = [path.with_name(name) for name in near(path.name, _beside(home / path, kind))]
        for one in alike:
            if fits is None or fits(home / one):
                return perhaps(str(one)).text
    return None


def _from(home: Path, path: Path) -> Path:
    """The path as it would be written from a folder, if it is in it."""
    try:
        here = home.absolute()
    except FileNotFoundError:  # the folder that we are in may have been removed
        return path
    return path.relative_to(here) if path.is_relative_to(here) else path


def _above(path: Path, kind: Kind, home: Path) -> Iterator[Path]:
    """The same path from a folder above, as for a command that was started in the wrong folder."""
    if path.is_absolute():
        return
    tried = (Path(*[".."] * level, path) for level in range(1, LEVELS + 1))
    for one in tried:
        if is_there(home / one) and (home / one).is_dir() is (kind == "folder"):
            yield one


def _beside(path: Path, kind: Kind) -> list[str]:
    """The names of other files or folders in the same folder, if there is one."""
    try:
        with os.scandir(path.parent) as found:
            entries = list(islice(found, MAX_NAMES))
        return [one.name for one in entries if _is(one, kind)]
    except (OSError, ValueError):  # ValueError: a name that nothing can have
        return []


def _is(entry: os.DirEntry[str], kind: Kind) -> bool:
    """Whether something in a folder is of a kind; a link that leads to itself is of none."""
    try:
        return entry.is_dir() if kind == "folder" else entry.is_file()
    except OSError:
        return False
