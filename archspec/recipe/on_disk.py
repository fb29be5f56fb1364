"""What the names of files say about a data set, before any of them is read."""

import os
from itertools import islice
from pathlib import Path
from typing import Final

from archspec.files import expanded, open_archive, open_file
from archspec.recipe.data import Data
from archspec.recipe.part_names import Part, array_named, part_named

MAX_NAMES: Final = 10_000
"""Names in a folder that are looked at; one of parts has a handful."""


def parts_on_disk(data: Data) -> set[Part] | None:
    """The parts that a folder of images or an archive of arrays has by its names.

    None where nothing can be said: the data is not there, is no such thing, or of another sort.
    """
    readers = {
        "npz": _in_archive,
        "arrays": _in_archive,
        "image_folder": _in_folder,
        "folder": _in_folder,
    }
    path = data.root or data.folder or data.arrays
    if not isinstance(path, str) or data.name not in readers:
        return None
    try:
        return readers[data.name](expanded(path))
    except Exception:
        # Damaged archives make zipfile raise anything; training says what is wrong with one.
        return None


def _in_archive(path: Path) -> set[Part] | None:
    with open_file(path) as file, open_archive(file) as archive:
        names = [name.removesuffix(".npy") for name in archive.namelist()]
    known = [one for one in map(array_named, names) if one is not None]
    parts: set[Part] = {part or "train" for axis, part in known if axis == "x"}
    return parts or None


def _in_folder(path: Path) -> set[Part] | None:
    with os.scandir(path) as found:
        names = [one.name for one in islice(found, MAX_NAMES) if one.is_dir()]
    parts = {part for name in names if (part := part_named(name))}
    return (parts if "train" in parts else {"train"}) if names else None
