"""What lies in a folder of images: which files are samples, and what is left out and why.

No link is followed but to a file within the folder: what a folder holds is what lies in it.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from archspec.diagnostics.readable import as_name
from archspec.recipe.clutter import is_clutter
from archspec.recipe.picture_names import has_picture_ending
from archspec.runner.data.label_names import one_form
from archspec.runner.data.picture_files import foreign, is_picture
from archspec.runner.data.samples import LeftOut

MAX_FILES: Final = 10_000_000
"""Files and folders that are looked at; ImageNet has a seventh of that."""

MAX_DEPTH: Final = 32
"""Folders in each other."""

SHOWN: Final = 3


@dataclass
class Leavings:
    """What is left out so far: for each reason how much, and a few of the names."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, kind: str, why: str, name: str) -> None:
        """Counts one more of its kind, such as a file."""
        self.counts[kind, why] += 1
        shown = self.names.setdefault((kind, why), [])
        if len(shown) < SHOWN:
            shown.append(as_name(name))

    def listed(self) -> tuple[LeftOut, ...]:
        """All of it, the most first."""
        return tuple(
            LeftOut(f"{n:,} {kind}{'s' * (n > 1)}", why, tuple(self.names[kind, why]))
            for (kind, why), n in self.counts.most_common()
        )


@dataclass
class Folder:
    """A folder with the images in it, and the folders that may mean something."""

    path: Path
    images: list[Path] = field(default_factory=list)
    folders: list["Folder"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name, without the way to it; macOS writes accents in another way than others do."""
        return one_form(self.path.name)

    def all_images(self) -> Iterator[Path]:
        """Its images and those in the folders below."""
        yield from self.images
        for one in self.folders:
            yield from one.all_images()

    @property
    def filled(self) -> list["Folder"]:
        """The folders in it that have images, at any depth."""
        return [one for one in self.folders if next(one.all_images(), None) is not None]


def survey(root: Path, left: Leavings) -> Folder:
    """The tree of a folder; what is no image goes to `left`.

    Raises:
        OSError: where a folder cannot be read, or holds far more than any data set.
    """
    top = Folder(root)
    waiting, seen, home = [(top, 0)], 0, os.path.realpath(root)
    while waiting:
        folder, depth = waiting.pop()
        with os.scandir(folder.path) as found:
            entries = list(islice(found, MAX_FILES - seen + 1))
        seen += len(entries)
        if seen > MAX_FILES:
            raise OSError(f"it holds more than {MAX_FILES:,} files")
        for entry in sorted(entries, key=lambda one: one.name):
            _place(entry, folder, left, home)
        if depth == MAX_DEPTH and folder.folders:
            raise OSError(f"more than {MAX_DEPTH} folders lie in each other")
        waiting += [(one, depth + 1) for one in folder.folders]
    return top


def _place(entry: "os.DirEntry[str]", folder: Folder, left: Leavings, home: str) -> None:
    """Puts what stands under a name where it belongs."""
    path = folder.path / entry.name
    kind = "folder" if entry.is_dir(follow_symlinks=False) else "file"
    if is_clutter(entry.name):
        left.add(kind, "hidden, or left by a system", entry.name)
    elif kind == "folder":
        folder.folders.append(Folder(path))
    elif entry.is_symlink() and (why := _leads_away(path, home)):
        left.add("link", why, entry.name)
    elif has_picture_ending(path) or (entry.is_file() and is_picture(path)):
        folder.images.append(path)
    else:
        left.add("file", foreign(path) or "no image", entry.name)


def _leads_away(link: Path, home: str) -> str:
    """Why a link is not followed; nothing for one to a file within the folder."""
    goal = os.path.realpath(link)
    if os.path.commonpath((goal, home)) != home:
        return "leading out of the folder"
    try:
        found = Path(goal).stat()
    except OSError:
        return "leading nowhere"
    return "" if stat.S_ISREG(found.st_mode) else "leading to no file"
