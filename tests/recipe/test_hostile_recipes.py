"""Recipes of strangers: what they name is looked at within bounds, and nothing else is opened."""

import os
import time
from pathlib import Path

import pytest

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.files import reading

HEAD = "archspec: 1\ninput: [4]\nlayers: [linear: 1]\ntrain:\n  loss: mse\n  data:\n"
SECONDS = 5.0
"""Of the processor, for anything; a loaded machine has its share counted alone."""


def checked(data: str) -> tuple[Diagnostic, ...]:
    try:
        return advise(*compile_source(Source("task.yaml", HEAD + data)))
    except Failure as failure:
        return tuple(failure.diagnostics)


@pytest.fixture
def opened(tmp_path, monkeypatch) -> list[str]:
    """The names of all files that are opened."""
    monkeypatch.chdir(tmp_path)
    found: list[str] = []
    real = os.open

    def recorded(path, *more):
        found.append(str(path))
        return real(path, *more)

    monkeypatch.setattr(reading.os, "open", recorded)
    return found


@pytest.mark.parametrize("source", ["table", "arrays"])
@pytest.mark.parametrize("path", ["/etc/passwd", "secret.txt", "secret", "secret.csv/../secret"])
def test_a_file_of_another_name_is_not_opened(opened, source, path):
    Path("secret").write_text("x,y\n1,2\n", encoding="utf-8")
    Path("secret.txt").write_text("x,y\n1,2\n", encoding="utf-8")
    found = checked(f"    {source}: {path}\n    fields: {{a: {{number: x}}}}\n    val: 0.1\n")
    assert "A603" in {one.code for one in found}
    assert opened == []


def test_a_pattern_opens_arrays_alone_and_one_of_them(opened):
    for name in ("a.key", "b.key"):
        Path(name).write_text("secret", encoding="utf-8")
    for kind in ("image", "mask", "array"):
        checked(f'    fields: {{a: {{{kind}: "*.key"}}, b: {{number: x}}}}\n    val: 0.1\n')
    assert opened == []


@pytest.mark.parametrize("name", ["pipe.csv", "loop.csv", "folder.csv", "/dev/zero.csv"])
def test_what_is_no_file_is_neither_waited_for_nor_followed_for_ever(opened, name):
    os.mkfifo("pipe.csv")
    Path("loop.csv").symlink_to("loop.csv")
    Path("folder.csv").mkdir()
    fields = "{a: {numbers: [p, q, r, s]}, b: {number: x}}"
    found = checked(f"    table: {name}\n    fields: {fields}\n    val: 0.1\n")
    assert [one.code for one in found if one.code == "A721"] == ["A721"]


@pytest.mark.parametrize("name", [r"a\0b", "x" * 5_000, "~nobody-of-that-name/a", r"\x1b[2J"])
@pytest.mark.parametrize(
    "source",
    [
        'table: "{}.csv"\n    fields: {{a: {{numbers: [p, q, r, s]}}, b: {{number: x}}}}',
        'folder: "{}"',
        'arrays: "{}.npz"',
        'fields: {{a: {{array: "{}*.npy"}}, b: {{array: "b/*.npy"}}}}',
        'table: {{train: "{}.csv", test: "{}.csv"}}\n    fields: {{a: {{number: "{}"}}}}',
    ],
)
def test_a_name_that_nothing_can_have_is_a_finding(opened, source, name):
    found = checked(
        "    " + source.replace("{}", name).replace("{{", "{").replace("}}", "}") + "\n"
    )
    assert found
    assert all(line.isprintable() for one in found for line in one.message.splitlines())


LONG = ", ".join(f"y{n}" for n in range(9_000))
MANY = {
    "many names that are not there": f"    fields: {{a: {{numbers: [{LONG}]}}}}\n",
    "many fields that are not there": "    fields:\n"
    + "".join(f"      f{n}: {{number: y{n}}}\n" for n in range(5_000)),
    "many fields that are there": "    fields:\n"
    + "".join(f"      f{n}: {{number: {'x' * 20}{n}}}\n" for n in range(5_000)),
    "many patterns": "    fields:\n"
    + "".join(f'      f{n}: {{numbers: "*x*x*x*{n}*"}}\n' for n in range(50)),
    "too many patterns": "    fields:\n"
    + "".join(f'      f{n}: {{numbers: "*x*x*x*{n}*"}}\n' for n in range(2_000)),
}


@pytest.mark.parametrize("fields", MANY.values(), ids=MANY)
def test_much_is_looked_up_within_seconds(opened, fields):
    names = ",".join("x" * 20 + str(n) for n in range(9_000))
    Path("t.csv").write_text(names[: 2**18 - 10] + "\n", encoding="utf-8")
    began = time.process_time()
    found = checked(f"    table: t.csv\n{fields}    val: 0.1\n")
    assert time.process_time() - began < SECONDS
    assert 0 < len(found) <= 100


def test_of_many_files_a_few_are_looked_at(opened):
    names = ", ".join(f"t{n}.csv" for n in range(3_000))
    for number in range(3_000):
        Path(f"t{number}.csv").write_text("x\n1\n", encoding="utf-8")
    began = time.process_time()
    checked(f"    table: [{names}]\n    fields: {{a: {{number: x}}}}\n    val: 0.1\n")
    assert time.process_time() - began < SECONDS
    assert 0 < len(opened) <= 100


def test_names_in_files_are_shown_as_text(opened):
    Path("t.csv").write_text("a\x1b[2Jb,c\u202ed\n1,2\n", encoding="utf-8")
    found = checked("    table: t.csv\n    fields: {a: {number: x}}\n    val: 0.1\n")
    (note,) = next(one.notes for one in found if one.code == "A650")
    assert note == r"its columns are a\x1b[2Jb, c\u202ed"
