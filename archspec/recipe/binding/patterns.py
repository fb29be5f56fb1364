"""Fields that are files: those with the same name but for its ending make a sample."""

import os
from itertools import islice
from pathlib import Path
from typing import Final

from archspec.files import open_file
from archspec.recipe.columns import Column, Unreadable, matches, path_of, read_npy

MAX_NAMES: Final = 5_000_000
"""Names in a folder that are looked at before any is read, whether they match or not."""

MAX_FILES: Final = 200_000
"""Files of those that match, beyond which no further ones are taken."""


def files_of(pattern: str) -> dict[str, Path]:
    """The files that match, by their names without endings.

    Raises:
        OSError: if there is no such folder.
        Unreadable: if it is no pattern of files, or two files make one sample.
    """
    whole = path_of(pattern)
    if any(sign in str(whole.parent) for sign in "*?"):
        raise Unreadable("only the name of a file may have a `*`, not that of its folder")
    found: dict[str, Path] = {}
    for name in sorted(_names(whole)):
        path = whole.parent / name
        if path.stem in found:
            raise Unreadable(f"`{found[path.stem].name}` and `{name}` are of one sample")
        found[path.stem] = path
    return found


def _names(whole: Path) -> list[str]:
    with os.scandir(whole.parent) as entries:
        looked_at = islice(entries, MAX_NAMES)
        matching = (one for one in looked_at if matches(one.name, whole.name))
        files = (one.name for one in matching if not one.name.startswith(".") and one.is_file())
        return list(islice(files, MAX_FILES))


def first_column(files: dict[str, Path], *, arrays: bool) -> Column:
    """What the first file says of all; only arrays say something.

    Args:
        files: by their names.
        arrays: whether they have to be arrays.

    Raises:
        OSError: if it cannot be read.
        Unreadable: if it has to be an array, and is none.
    """
    path = next(iter(files.values()))
    if not arrays:
        return Column(path.name, None, None)
    if path.suffix.lower() != ".npy":
        raise Unreadable(f"an array is a `.npy`, and `{path.name}` is none")
    with open_file(path) as file:
        try:
            return read_npy(file, path.name)
        except Unreadable as error:
            raise Unreadable(f"`{path.name}`: {error}") from None
