"""What files hold, as short sums: equal sums, equal contents."""

import os
import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Final

from archspec.files import open_archive, open_file
from archspec.runner.data.bounds import MAX_INFLATION, MAX_UNPACKED

CHUNK: Final = 2**20
ARCHIVE: Final = b"PK\x03\x04"
"""What the archives of numpy begin with."""

LARGE: Final = 2**31
"""Bytes of a data set beyond which only a part of each file is read."""

LEAST, MOST = 2**12, 2**24
"""Bytes of each of the three parts: a thousandth of the file, between these two."""


def contents(path: Path, *, whole: bool = True) -> dict[str, str]:
    """The sum of a file's bytes under no name; or that of each array of an .npz, by its name.

    An archive that unpacks to more than data sets may is taken as bytes.

    Args:
        path: the file.
        whole: whether all of it is read, or its beginning, its middle and its end.

    Raises:
        OSError: if it cannot be read.
    """
    with open_file(path) as file:
        return _sums_of_arrays(file, whole=whole) or {
            "": _sum(_chunks(file) if whole else _parts(file))
        }


def _sums_of_arrays(file: Any, *, whole: bool) -> dict[str, str]:
    """The sum of each array, by its name; none where the file is to be taken as bytes."""
    # A picture may have an archive behind its end, and is no archive for that.
    if file.read(len(ARCHIVE)) != ARCHIVE:
        return {}
    try:
        with open_archive(file) as archive:
            size = os.fstat(file.fileno()).st_size
            unpacked = sum(one.file_size for one in archive.infolist())
            names = {one.filename for one in archive.infolist()}
            too_much = whole and unpacked > max(MAX_UNPACKED, MAX_INFLATION * size)
            if too_much or len(names) < len(archive.infolist()):
                return {}
            return dict(_arrays(archive, whole=whole))
    except Exception:
        # Damaged archives make zipfile raise zlib.error, RuntimeError, NotImplementedError, …; the
        # bytes of the file are there all the same, or reading them says what is wrong.
        return {}


def _arrays(archive: zipfile.ZipFile, *, whole: bool) -> Iterator[tuple[str, str]]:
    for member in archive.infolist():
        name = member.filename.removesuffix(".npy")
        if whole:
            with archive.open(member) as content:
                yield name, _sum(_pieces(content))
        else:
            # An archive has a sum of each of its members already.
            yield name, f"{member.file_size}:{member.CRC:08x}"


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
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
