"""Arrays of NumPy: the headers of `.npy`, and of the members of `.npz`."""

import ast
import zipfile
from io import BufferedReader
from typing import IO, Any, Final

from archspec.files import LongDirectory, open_archive
from archspec.recipe.columns.column import Column, Contents, Holds, Unreadable, no_twins
from archspec.recipe.columns.text import MAX_COLUMNS

MAGIC: Final = b"\x93NUMPY"
MAX_HEADER: Final = 10_000
"""Bytes of a header; NumPy itself reads no longer ones of files that it does not trust."""

KINDS: Final[dict[str, Holds]] = {
    "f": "numbers",
    "i": "whole numbers",
    "u": "whole numbers",
    "b": "whole numbers",
    "U": "text",
    "S": "text",
    "M": "times",
    "m": "times",
}


def read_npz(file: BufferedReader) -> Contents:
    """The arrays of an archive; the first axis is the samples.

    Raises:
        Unreadable: if it is none, or has two arrays of one name.
    """
    try:
        with open_archive(file) as archive:
            columns = [_member(archive, one) for one in _members(archive)]
    except Unreadable:
        raise
    except LongDirectory as error:
        raise Unreadable(str(error)) from None
    except Exception:
        # Damaged archives make zipfile raise anything.
        raise Unreadable("it is no .npz archive, or a damaged one") from None
    if not columns:
        raise Unreadable("it has no arrays")
    return Contents(tuple(columns))


def read_npy(file: IO[bytes], name: str = "") -> Column:
    """The array of a file as one sample: all its axes are those of the sample.

    Raises:
        Unreadable: if it is none, or holds Python's objects.
    """
    kind, shape = _header(file)
    return Column(name, KINDS.get(kind), shape)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [one for one in archive.infolist() if one.filename.endswith(".npy")]
    if len(found) > MAX_COLUMNS:
        raise Unreadable(f"it has {len(found):,} arrays, and {MAX_COLUMNS:,} are the most")
    no_twins((one.filename for one in found), "arrays")
    return found


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Column:
    name = member.filename.removesuffix(".npy")
    with archive.open(member) as file:
        try:
            kind, shape = _header(file)
        except Unreadable as error:
            raise Unreadable(f"its array `{name}` cannot be read: {error}") from None
    if not shape:
        return Column(name, KINDS.get(kind), None)
    return Column(name, KINDS.get(kind), shape[1:], count=shape[0])


def _header(file: IO[bytes]) -> tuple[str, tuple[int, ...]]:
    """The kind of the numbers, as NumPy's letters have it, and the shape.

    Source: numpy.lib.format, "Format Version 1.0" to "3.0".
    """
    start = file.read(8)
    if not start.startswith(MAGIC) or len(start) < 8:
        raise Unreadable("it is no array of NumPy")
    width = 2 if start[6] == 1 else 4
    length = int.from_bytes(file.read(width), "little")
    if length > MAX_HEADER:
        raise Unreadable(f"its header has {length:,} bytes, and {MAX_HEADER:,} are the most")
    try:
        header: Any = ast.literal_eval(file.read(length).decode("latin-1").strip())
        kind, shape = str(header["descr"]).lstrip("<>=|")[:1], tuple(header["shape"])
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError):
        raise Unreadable("its header is damaged") from None
    if kind == "O":
        raise Unreadable("it holds Python's objects, which could run code")
    if len(shape) > 64 or not all(type(size) is int and size >= 0 for size in shape):
        raise Unreadable("its header is damaged")
    return kind, shape
