"""What a file of samples holds, told by its beginning."""

import contextlib
import csv
import io
import json
import os
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import numpy
import pytest

from archspec.recipe.columns import Unreadable, contents, matches


def written(path: Path, text: str | bytes) -> str:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def holds(name: str) -> dict[str, str | None]:
    return {column.name: column.holds for column in contents(name).columns}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_as_the_standard_library_wrote_it(tmp_path, separator, bom, end):
    names = ["a", "two words", 'a "quote"', f"with{separator}separator", "ünï"]
    rows = [["1", "2.5", "red", "-3e-4", ""], ["7", "", f"x{separator}y", "1", "line\nbreak"]]
    text = io.StringIO()
    # With `\r` the library leaves a value with `\n` unquoted, which nobody can read back.
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows([names, *rows])
    found = contents(written(tmp_path / "t.csv", bom + text.getvalue()))
    assert (list(found.names), found.separator) == (names, separator)
    assert [c.holds for c in found.columns] == [
        "whole numbers",
        "numbers",
        "text",
        "numbers",
        "text",
    ]
    assert found.columns[2].example == "red"


def test_gaps_are_neither_numbers_nor_text(tmp_path):
    text = "a,b,c\n1,NA,\n,nan,\n2,0.5,\n"
    assert holds(written(tmp_path / "t.csv", text)) == {
        "a": "whole numbers",
        "b": "numbers",
        "c": None,
    }


def test_a_column_without_a_name_has_none(tmp_path):
    assert holds(written(tmp_path / "t.csv", ",x\n0,1.5\n1,2.5\n")) == {"x": "numbers"}


def test_a_table_with_names_alone_has_its_columns(tmp_path):
    assert holds(written(tmp_path / "t.csv", "x,y\n")) == {"x": None, "y": None}


def test_a_long_table_is_told_by_its_first_rows(tmp_path):
    name = written(tmp_path / "t.csv", "x,y\n" + "1,2\n" * 2_000_000)
    tracemalloc.start()
    began = time.process_time()
    assert holds(name) == {"x": "whole numbers", "y": "whole numbers"}
    assert time.process_time() - began < 0.5
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()


def test_lines_of_json_have_the_columns_of_all_first_lines(tmp_path):
    lines = [{"a": 1, "t": "x", "v": [1, 2, 3]}, {"a": 0.5, "late": True, "v": [4, 5, 6]}]
    found = contents(written(tmp_path / "t.jsonl", "\n".join(map(json.dumps, lines)) + "\n"))
    assert {c.name: (c.holds, c.shape) for c in found.columns} == {
        "a": ("numbers", ()),
        "t": ("text", ()),
        "v": ("numbers", (3,)),
        "late": ("whole numbers", ()),
    }


def test_a_long_value_is_a_value(tmp_path):
    before = csv.field_size_limit()
    assert holds(written(tmp_path / "t.csv", 'x,y\n"' + "a " * 100_000 + '",1\n')) == {
        "x": "text",
        "y": "whole numbers",
    }
    assert csv.field_size_limit() == before


def test_a_value_behind_what_is_looked_at_is_unknown(tmp_path):
    text = 'x,y\n"' + "a " * 300_000 + '",1\n'
    assert holds(written(tmp_path / "t.csv", text)) == {"x": None, "y": None}


@pytest.mark.parametrize("save", [numpy.savez, numpy.savez_compressed])
def test_arrays_are_what_numpy_wrote(tmp_path, save):
    arrays = {
        "x": numpy.zeros((7, 3, 8, 8), "f2"),
        "y": numpy.arange(7),
        "bytes": numpy.zeros((7, 2), "u1", order="F"),
        "names": numpy.array(["a", "bc"] + ["d"] * 5),
        "true": numpy.ones(7, bool),
    }
    save(tmp_path / "d.npz", **arrays)
    found = contents(str(tmp_path / "d.npz"))
    assert {c.name: (c.shape, c.count) for c in found.columns} == {
        name: (array.shape[1:], 7) for name, array in arrays.items()
    }
    assert [c.holds for c in found.columns] == [
        "numbers",
        "whole numbers",
        "whole numbers",
        "text",
        "whole numbers",
    ]


HOUSES = Path(__file__).parent / "tables" / "houses.parquet"
"""Written by pyarrow 26 of the columns below, three rows; `tags` are lists, `place` structures."""


def test_the_footer_of_parquet_is_read_as_pyarrow_wrote_it():
    found = contents(str(HOUSES))
    assert [(c.name, c.holds, c.shape, c.count) for c in found.columns] == [
        ("area", "numbers", (), 3),
        ("rooms", "whole numbers", (), 3),
        ("city", "text", (), 3),
        ("tags", "lists or structures", None, 3),
        ("at", "times", (), 3),
        ("place", "lists or structures", None, 3),
        ("sold", "whole numbers", (), 3),
    ]


SORTS = Path(__file__).parent / "tables" / "sorts.parquet"
"""Likewise, without Arrow's own schema: decimals and half floats as bytes, newer words."""


def test_what_is_written_as_bytes_or_whole_numbers_may_stand_for_something_else():
    assert [(c.name, c.holds) for c in contents(str(SORTS)).columns] == [
        ("price", "numbers"),
        ("fee", "numbers"),
        ("half", "numbers"),
        ("code", None),
        ("at", "times"),
        ("day", "times"),
        ("at_once", "times"),
        ("small", "whole numbers"),
    ]


@pytest.mark.parametrize("one", [b"\x00", b"\x19\x0c\x00"])
def test_a_footer_takes_no_more_memory_than_files_that_people_have(tmp_path, one):
    # A list of structures: empty, or with an empty list.
    count = 2**21
    size = bytes([count & 127 | 128, count >> 7 & 127 | 128, count >> 14 & 127 | 128, count >> 21])
    footer = b"\x19\xfc" + size + one * count
    length = len(footer).to_bytes(4, "little")
    name = written(tmp_path / "t.parquet", b"PAR1" + footer + length + b"PAR1")
    tracemalloc.start()
    with pytest.raises(Unreadable, match="its footer"):
        contents(name)
    assert tracemalloc.get_traced_memory()[1] < len(footer) + 50_000_000
    tracemalloc.stop()


def test_damage_at_any_byte_of_a_footer_is_refused_or_harmless(tmp_path):
    whole = HOUSES.read_bytes()
    length = int.from_bytes(whole[-8:-4], "little") + 8
    for place in range(len(whole) - length, len(whole)):
        for value in (0x00, 0xFF, whole[place] ^ 0x80):
            damaged = bytearray(whole)
            damaged[place] = value
            with contextlib.suppress(Unreadable):
                contents(written(tmp_path / "t.parquet", bytes(damaged)))


def npz(member: bytes, name: str = "x.npy") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, member)
    return file.getvalue()


def array(value: object) -> bytes:
    file = io.BytesIO()
    numpy.save(file, value, allow_pickle=True)
    return file.getvalue()


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


REFUSED = [
    ("nothing at all", "t.csv", "", "it is empty"),
    ("a spreadsheet", "t.csv", b"PK\x03\x04rest", "it is a .zip or a spreadsheet, not a text"),
    ("a compressed text", "t.csv", b"\x1f\x8brest", "it is compressed: unpack it"),
    ("UTF-16", "t.csv", "x,y\n".encode("utf-16"), "it is UTF-16: save it as UTF-8"),
    ("Latin 1", "t.csv", "x,y\n1,2\nä,3\n".encode("latin-1"), "line 3 is not UTF-8"),
    ("zero bytes", "t.csv", "x,y\n\0,1\n", "it holds zero bytes"),
    ("two columns of one name", "t.csv", "x,y,x\n", "two columns are called `x`"),
    ("no names", "t.csv", "1.5,2\n3,4\n", "its first line is numbers (1.5, 2, …)"),
    ("nothing but separators", "t.csv", ",,\n1,2,3\n", "its first line has no names"),
    ("a short row", "t.csv", "x,y\n1,2\n3\n", "row 3 has 1 values, and there are 2 names"),
    ("a line without end", "t.csv", "x," * 200_000, "its first line has more than 262,144 bytes"),
    ("many columns", "t.csv", ",".join(map("c{}".format, range(10_001))), "it has 10,001 columns"),
    ("no JSON", "t.jsonl", "{}\n{a}\n", "line 2 is not JSON"),
    ("a list", "t.jsonl", "[1]\n", "line 1 is no mapping"),
    ("deep JSON", "t.jsonl", "[" * 100_000 + "\n", "line 1 is not JSON"),
    ("a large number", "t.jsonl", '{"a": ' + "9" * 10_000 + "}\n", "line 1 is not JSON"),
    ("a key twice", "t.jsonl", '{"a": 1, "a": 2}\n', "two values of a line are called `a`"),
    ("no archive", "d.npz", b"no archive", "it is no .npz archive, or a damaged one"),
    ("half an archive", "d.npz", npz(array([1.0]))[:-30], "it is no .npz archive"),
    ("objects", "d.npz", npz(array(numpy.array([{}]))), "holds Python's objects"),
    ("no array", "d.npz", npz(b"hello"), "`x` cannot be read: it is no array of NumPy"),
    ("a deep header", "d.npz", npz(header("(" * 9_000)), "its header is damaged"),
    ("code", "d.npz", npz(header("__import__('os').abort()")), "its header is damaged"),
    ("a wrong shape", "d.npz", npz(header("{'descr': 'f', 'shape': (-1,)}")), "header is damaged"),
    ("no arrays", "d.npz", npz(b"hello", "notes.txt"), "it has no arrays"),
    ("no Parquet", "t.parquet", b"x,y\n1,2\n3,4\n5,6\n", "it is no Parquet file, or cut off"),
    (
        "a false footer",
        "t.parquet",
        b"PAR1" + b"\xff" * 40 + b"\x10\0\0\0PAR1",
        "footer is damaged",
    ),
    ("a long footer", "t.parquet", b"PAR1" + b"\xff\xff\xff\xffPAR1", "footer is damaged"),
]


@pytest.mark.parametrize(
    ("name", "content", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_no_table_is_refused_in_words(tmp_path, name, content, words):
    with pytest.raises(Unreadable) as caught:
        contents(written(tmp_path / name, content))
    assert words in str(caught.value)


def test_arrays_of_one_name_are_refused(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", array([1]))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.npy", array([2]))
    with pytest.raises(Unreadable, match="two arrays are called"):
        contents(written(tmp_path / "d.npz", file.getvalue()))


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(OSError, match="pipe"):
        contents(str(tmp_path / "t.csv"))


def test_damage_at_any_byte_is_refused_or_harmless(tmp_path):
    whole = bytearray(npz(array(numpy.arange(6.0).reshape(3, 2))))
    for place in range(len(whole)):
        damaged = whole.copy()
        damaged[place] ^= 0xFF
        # Whatever else were raised would come through.
        with contextlib.suppress(Unreadable):
            contents(written(tmp_path / "d.npz", bytes(damaged)))


def test_a_pattern_takes_no_time_that_grows_with_its_stars():
    began = time.process_time()
    assert not matches("a" * 5_000, "*a" * 50 + "b")
    assert matches("a" * 5_000, "*a" * 50)
    assert time.process_time() - began < 1
