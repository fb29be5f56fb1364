"""The classes of a folder of images, by the names of the folders in it: nothing in them is read.

What is said here is what training finds as well, as `archspec.runner.data.folder_layout` has it;
wherever that could be something else, nothing is said.
"""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archspec.files import expanded
from archspec.recipe.clutter import is_clutter
from archspec.recipe.part_names import part_meant, part_named
from archspec.recipe.picture_names import has_picture_ending

MAX_ENTRIES: Final = 100_000
"""Names that are looked at; one picture of each class is enough."""

MAX_DEPTH: Final = 8
"""Folders in each other."""


def class_folders(root: str) -> tuple[str, ...] | None:
    """The names of the classes, sorted; None where they are not certain.

    Args:
        root: the folder, as a recipe names it.

    >>> class_folders("nowhere") is None
    True
    """
    try:
        return _Look(MAX_ENTRIES).classes(expanded(root))
    except (OSError, ValueError):  # ValueError: a name that nothing can have
        return None


class _Unclear(ValueError):  # noqa: N818  an answer, not a fault of the program
    """What training makes of a folder cannot be told from names."""


@dataclass
class _Look:
    """A look at names, of which there may be no end."""

    left: int

    def classes(self, top: Path) -> tuple[str, ...]:
        """The names of the classes, sorted.

        Raises:
            OSError: where a folder cannot be looked into.
            _Unclear: where they are not certain.
        """
        folders, _ = self._below(top)
        named = {one: part for one in folders if (part := part_named(one.name))}
        parts = {one: part for one, part in named.items() if self._of_classes(one)}
        train = [one for one, part in parts.items() if part == "train"]
        if parts:
            if len({*parts.values()}) < len(parts) or not train:
                raise _Unclear
            folders, _ = self._below(train[0])
        filled = [one for one in folders if self._filled(one)]
        names = sorted(unicodedata.normalize("NFC", one.name) for one in filled)
        straight = any(self._below(one)[1] for one in filled[:1])
        if len({*names}) < max(2, len(names)) or not straight or all(map(part_meant, names)):
            # One class alone, and what may be parts, are refused when they are read.
            raise _Unclear
        return tuple(names)

    def _of_classes(self, folder: Path) -> bool:
        """Whether a folder holds folders of images, or empty ones and nothing else."""
        folders, pictures = self._below(folder)
        return any(map(self._filled, folders)) or bool(folders and not pictures)

    def _below(self, folder: Path) -> tuple[list[Path], bool]:
        """The folders in one, and whether pictures are beside them."""
        found = [*self._entries(folder)]
        folders = [folder / one.name for one in found if one.is_dir(follow_symlinks=False)]
        return folders, any(map(_is_picture, found))

    def _filled(self, folder: Path, depth: int = 0) -> bool:
        """Whether a folder has a picture in it, at any depth; it is left at the first."""
        if depth > MAX_DEPTH:
            raise _Unclear
        folders, others = [], False
        for one in self._entries(folder):
            if _is_picture(one):
                return True
            if one.is_dir(follow_symlinks=False):
                folders.append(folder / one.name)
            else:
                others = True
        if any(self._filled(one, depth + 1) for one in folders):
            return True
        if others:
            # A file without the ending of pictures may be one all the same.
            raise _Unclear
        return False

    def _entries(self, folder: Path) -> Iterator["os.DirEntry[str]"]:
        """What lies in a folder, without what systems leave there."""
        with os.scandir(folder) as found:
            for one in found:
                self.left -= 1
                if self.left < 0:
                    raise _Unclear
                if not is_clutter(one.name):
                    yield one


def _is_picture(entry: "os.DirEntry[str]") -> bool:
    return has_picture_ending(Path(entry.name)) and entry.is_file(follow_symlinks=False)
