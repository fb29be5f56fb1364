"""Archives whose lists of members are longer than any that is read."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest

from archspec.diagnostics import Failure
from archspec.files import LongDirectory, open_archive, open_file
from archspec.files.archives import MAX_DIRECTORY
from archspec.recipe.columns import Unreadable, contents
from archspec.recipe.data import Data
from archspec.recipe.on_disk import parts_on_disk
from archspec.runner.data import archive as arrays
from archspec.runner.data.contents import contents as sums
from archspec.weights.files import read_content

ENTRY = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, *[0] * 15) + b"x"
ENTRY = ENTRY[:28] + struct.pack("<H", 1) + ENTRY[30:]
"""An empty member called `x` in a list of members (APPNOTE.TXT, 4.3.12)."""


def large(path: Path, size: int) -> Path:
    """An archive with a list of `size` bytes, of which the record that is always there says 0.

    The record for large archives, which then counts, stands before it (APPNOTE.TXT, 4.3.14).
    """
    first = b"PK\x03\x04" + bytes(26)
    many = size // len(ENTRY)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, many, many, size, 30)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 30 + size, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    with path.open("wb") as file:
        file.write(first)
        file.write(ENTRY * min(many, 1000))
        file.truncate(30 + size)
        file.seek(30 + size)
        file.write(record + locator + last)
    return path


def test_the_list_of_a_large_archive_is_read_where_it_is_short(tmp_path):
    with open_file(large(tmp_path / "d.npz", 2 * len(ENTRY))) as file, open_archive(file) as found:
        assert found.namelist() == ["x", "x"]


def read(path: Path) -> None:
    with open_file(path) as file, open_archive(file):
        pass


DOORS: dict[str, tuple[Callable[[Path], object], tuple[type[Exception], ...]]] = {
    "the archive": (read, (LongDirectory,)),
    "its columns": (lambda path: contents(str(path)), (Unreadable,)),
    "its arrays": (lambda path: arrays.read_arrays(path, bool), (arrays.Unreadable,)),
    "a checkpoint": (lambda path: read_content(path.rename(path.with_suffix(".pt"))), (Failure,)),
}


@pytest.mark.parametrize(("door", "refusals"), DOORS.values(), ids=DOORS)
def test_a_long_list_is_refused_whatever_record_says_its_length(tmp_path, door, refusals):
    path = large(tmp_path / "d.npz", 20 * MAX_DIRECTORY)
    tracemalloc.start()
    with pytest.raises(refusals) as caught:
        door(path)
    assert tracemalloc.get_traced_memory()[1] < 3 * MAX_DIRECTORY
    tracemalloc.stop()
    said = str(caught.value.diagnostics) if isinstance(caught.value, Failure) else str(caught.value)
    assert "the list of its members has more than 4,194,304 bytes" in said


def test_what_is_asked_of_any_archive_reads_no_long_list(tmp_path):
    path = large(tmp_path / "d.npz", 20 * MAX_DIRECTORY)
    tracemalloc.start()
    assert parts_on_disk(Data(dataset="npz", root=str(path))) is None
    assert list(sums(path, whole=False)) == [""]
    assert tracemalloc.get_traced_memory()[1] < 3 * MAX_DIRECTORY
    tracemalloc.stop()


def test_members_may_be_larger_than_the_list(tmp_path):
    whole = numpy.arange(MAX_DIRECTORY, dtype="f4")
    numpy.savez(tmp_path / "d.npz", x=whole)
    with open_file(tmp_path / "d.npz") as file, open_archive(file) as archive:
        found = numpy.load(io.BytesIO(archive.read("x.npy")))
    assert (found == whole).all()


def test_ten_thousand_arrays_have_a_list_that_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.npz", "w") as archive:
        for place in range(10_000):
            archive.writestr(f"encoder.layers.{place:05}.attention.weight.npy", b"")
    with open_file(tmp_path / "d.npz") as file, open_archive(file) as found:
        assert len(found.namelist()) == 10_000
