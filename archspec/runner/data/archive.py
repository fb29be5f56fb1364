"""The arrays of an .npz archive, made only once the file has been found to hold them.

Headers are claims. What they promise is held against the sizes in the archive's table, those
against the bounds, and what comes out of the archive against both.
"""

import os
import zipfile
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from archspec.diagnostics.readable import as_name
from archspec.files import gibibytes, machine_memory, open_archive, open_file
from archspec.recipe import columns
from archspec.recipe.columns import npy_header
from archspec.recipe.columns.npy import MAGIC
from archspec.runner.data.bounds import MAX_INFLATION, MAX_UNPACKED

CHUNK: Final = 2**20
PLAIN: Final = "biufUS"
"""The sorts of arrays that are read: truth, numbers and text; only code could make objects."""

METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How numpy writes."""


class Unreadable(Exception):  # noqa: N818  it says why, and is caught where the file is known
    """An archive is not what numpy writes, or holds more than it may."""


def read_arrays(
    path: Path, wanted: Callable[[str], bool]
) -> tuple[dict[str, np.ndarray], list[str]]:
    """The arrays whose names are wanted, and the names of all that the archive has.

    Nothing in the file is executed.

    Raises:
        FileNotFoundError: without the file.
        Unreadable: whatever else is wrong with it.
    """
    try:
        with open_file(path) as file:
            return _read(file, wanted)
    except (FileNotFoundError, Unreadable):
        raise
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None
    except Exception as error:
        # Damaged archives make zipfile raise struct.error, NotImplementedError, zlib.error, …
        raise Unreadable(str(error).split(". ")[0] or type(error).__name__) from None


def _read(file: Any, wanted: Callable[[str], bool]) -> tuple[dict[str, np.ndarray], list[str]]:
    if file.read(len(MAGIC)) == MAGIC:
        raise Unreadable("it is a single array, not an .npz archive")
    if not zipfile.is_zipfile(file):
        raise Unreadable("it is not an archive of arrays")
    with open_archive(file) as archive:
        members = _members(archive)
        chosen = {name: one for name, one in members.items() if wanted(name)}
        _check_room(os.fstat(file.fileno()).st_size, sum(one.file_size for one in chosen.values()))
        return {name: _member(archive, name, one) for name, one in chosen.items()}, list(members)


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """What the archive has, by the names of the arrays."""
    members: dict[str, zipfile.ZipInfo] = {}
    for one in archive.infolist():
        name = one.filename.removesuffix(".npy")
        if name in members:
            raise Unreadable(
                f"`{as_name(name)}` stands there twice, and only one of them can count"
            )
        members[name] = one
    return members


def _check_room(size: int, unpacked: int) -> None:
    if unpacked > max(MAX_UNPACKED, MAX_INFLATION * size):
        times = f"more than {MAX_INFLATION} times its size"
        raise Unreadable(f"it unpacks to {gibibytes(unpacked)}, {times}")
    if unpacked > machine_memory() // 2:
        memory = gibibytes(machine_memory())
        raise Unreadable(f"its arrays take {gibibytes(unpacked)}, and this machine has {memory}")


def _member(archive: zipfile.ZipFile, name: str, member: zipfile.ZipInfo) -> np.ndarray:
    if member.compress_type not in METHODS:
        raise Unreadable(f"`{name}` is compressed in a way that numpy does not know")
    with archive.open(member) as content:
        return read_array(content, name, member.file_size)


def read_array(content: IO[bytes], name: str, size: int) -> np.ndarray:
    """The array in a stream of `size` bytes in numpy's own format.

    Raises:
        Unreadable: where it has no header, or one that promises anything else than these bytes.
    """
    shape, by_columns, dtype = _header(content, name)
    if dtype.hasobject:
        raise Unreadable(f"`{name}` holds Python objects, which only code could make")
    if dtype.kind not in PLAIN or dtype.itemsize == 0:
        raise Unreadable(f"`{name}` holds {dtype}, and no plain numbers or text")
    promised, there = prod(shape) * dtype.itemsize, size - content.tell()
    if promised != there or min(shape, default=0) < 0:
        raise Unreadable(f"`{name}` promises {promised:,} bytes, and holds {there:,}")
    flat = _filled(content, name, there)
    return flat.view(dtype).reshape(shape, order="F" if by_columns else "C")


def _header(content: IO[bytes], name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether it lies column by column, and type."""
    try:
        header = npy_header(content)
        return header.shape, header.by_columns, np.dtype(header.descr)
    except columns.Unreadable as error:
        raise Unreadable(f"`{name}` cannot be read: {error}") from None
    except (TypeError, ValueError):
        raise Unreadable(f"`{name}` has values of no type that is known") from None


def _filled(content: IO[bytes], name: str, size: int) -> np.ndarray:
    flat = np.empty(size, np.uint8)
    at = 0
    while chunk := content.read(CHUNK):
        if at + len(chunk) > size:
            raise Unreadable(f"`{name}` goes on behind its end")
        flat[at : at + len(chunk)] = np.frombuffer(chunk, np.uint8)
        at += len(chunk)
    if at < size:
        raise Unreadable(f"`{name}` ends after {at:,} of {size:,} bytes")
    return flat
