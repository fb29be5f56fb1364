"""What a maker gives: texts by the paths of the files that they belong into."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[2]
Files = Mapping[str, str]
"""Texts by their paths below the root of the repository."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Something that makes pages or pictures.

    Args:
        make: gives all of its files, and the same ones each time.
        owns: patterns of paths; a file of these that is not made is left of what is gone.
    """

    make: Callable[[], Files]
    owns: tuple[str, ...] = ()


def read(path: str) -> str:
    """A file as it stands."""
    return (ROOT / path).read_text(encoding="utf-8")


def differences(maker: Maker, files: Files) -> Iterator[str]:
    """The paths whose files are not there, or not as they are made; and those of what is gone."""
    for path, text in files.items():
        if not (ROOT / path).is_file() or read(path) != text:
            yield path
    for pattern in maker.owns:
        for found in sorted(ROOT.glob(pattern)):
            if (path := found.relative_to(ROOT).as_posix()) not in files:
                yield path


def write(path: str, text: str | None) -> None:
    """Puts a file into its place, whole or not at all; without a text it is removed."""
    place = ROOT / path
    if text is None:
        place.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(place)


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder of its own to run commands in, as whoever follows a page would."""
    with TemporaryDirectory(prefix="archspec-docs-") as folder, chdir(folder):
        yield Path(folder)
