"""What files hold, as short sums: equal sums, equal contents."""

import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Final

from archspec.files import open_file

CHUNK: Final = 2**20
LARGE: Final = 2**31
"""Bytes of a data set beyond which only a part of each file is read."""

LEAST, MOST = 2**12, 2**24
"""Bytes of each of the three parts: a thousandth of the file, between these two."""


def contents(path: Path, *, whole: bool = True) -> dict[str, str]:
    """The sum of a file's bytes under no name; or that of each array of an .npz, by its name.

    Args:
        path: the file.
        whole: whether all of it is read, or its beginning, its middle and its end.

    Raises:
        OSError: if it cannot be read.
    """
    with open_file(path) as file:
        try:
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive:
                    return dict(_arrays(archive, whole=whole))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
            # It only looks like one: it is taken as bytes.
            pass
        pieces = _chunks(file) if whole else _parts(file)
        return {"": _sum(pieces)}


def _arrays(archive: zipfile.ZipFile, *, whole: bool) -> Iterator[tuple[str, str]]:
    for member in archive.infolist():
        name = member.filename.removesuffix(".npy")
        if whole:
            with archive.open(member) as content:
                yield name, _sum(_chunks(content))
        else:
            # An archive has a sum of each of its members already.
            yield name, f"{member.file_size}:{member.CRC:08x}"


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def _parts(file: Any) -> Iterator[bytes]:
    size = file.seek(0, 2)
    length = min(max(size // 1000, LEAST), MOST)
    for start in (0, (size - length) // 2, size - length):
        file.seek(max(0, start))
        yield file.read(length)


def _sum(pieces: Iterator[bytes]) -> str:
    found = blake2b(digest_size=16)
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
