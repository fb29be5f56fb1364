"""Arrays of NumPy: the headers of `.npy`, and of the members of `.npz`."""

import ast
import zipfile
from io import BufferedReader
from typing import IO, Any, Final

from archspec.dataclass import dataclass
from archspec.files import LongDirectory, open_archive
from archspec.patterns import compile_later
from archspec.recipe.columns.column import Column, Contents, Holds, Unreadable, no_twins
from archspec.recipe.columns.text import MAX_COLUMNS

MAGIC: Final = b"\x93NUMPY"
MAX_HEADER: Final = 10_000
"""Bytes of a header; NumPy itself reads no longer ones of files that it does not trust."""

WIDTHS: Final = {(1, 0): 2, (2, 0): 4}
"""Bytes in which the length of a header stands, by its version."""

DESCR: Final = compile_later(r"[<>=|]?[A-Za-z]\d{0,9}(\[\w{1,9}\])?")
"""A type of plain values; NumPy takes many other texts for types."""

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
    header = _plain(file)
    return Column(name, KINDS.get(header.kind), header.shape)


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
            header = _plain(file)
        except Unreadable as error:
            raise Unreadable(f"its array `{name}` cannot be read: {error}") from None
    if not header.shape:
        return Column(name, KINDS.get(header.kind), None)
    return Column(name, KINDS.get(header.kind), header.shape[1:], count=header.shape[0])


@dataclass(frozen=True, slots=True)
class Header:
    """What an array is, by its header; a claim, which nothing has held against its bytes.

    Args:
        descr: the type of its numbers, as NumPy writes it: `<f8`.
        shape: of the array.
        by_columns: whether the first axis runs fastest.
    """

    descr: str
    shape: tuple[int, ...]
    by_columns: bool

    @property
    def kind(self) -> str:
        """NumPy's letter for the sort of its numbers."""
        return self.descr.lstrip("<>=|")[:1]


def npy_header(file: IO[bytes]) -> Header:
    """The header at the beginning of an array, behind which the file then stands.

    Source: numpy.lib.format, "Format Version 1.0" and "2.0"; later ones are of arrays with names in
    them. Nothing in the file is executed.

    Raises:
        Unreadable: where it is none.
    """
    start = file.read(8)
    if not start.startswith(MAGIC) or len(start) < 8:
        raise Unreadable("it is no array of NumPy")
    if (version := (start[6], start[7])) not in WIDTHS:
        raise Unreadable(f"it has a header of version {version}")
    length = int.from_bytes(file.read(WIDTHS[version]), "little")
    if length > MAX_HEADER:
        raise Unreadable(f"its header has {length:,} bytes, and {MAX_HEADER:,} are the most")
    try:
        found: Any = ast.literal_eval(file.read(length).decode("latin-1").strip())
        descr, shape = found["descr"], tuple(found["shape"])
        by_columns = found["fortran_order"]
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError):
        raise Unreadable("its header is damaged") from None
    if isinstance(descr, (list, tuple)):
        raise Unreadable("it holds several values under names, and no plain numbers or text")
    if not isinstance(descr, str) or not DESCR.fullmatch(descr) or type(by_columns) is not bool:
        raise Unreadable("its header is damaged")
    if len(shape) > 64 or not all(type(size) is int and size >= 0 for size in shape):
        raise Unreadable("its header is damaged")
    return Header(descr, shape, by_columns)


def _plain(file: IO[bytes]) -> Header:
    """The header of an array of plain values.

    Raises:
        Unreadable: where it is none.
    """
    header = npy_header(file)
    if header.kind == "O":
        raise Unreadable("it holds Python's objects, which could run code")
    return header
