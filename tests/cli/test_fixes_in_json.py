"""The fixes that `check --format json` lists, made by an editor that knows nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archspec.cli import main

GOOD = "archspec: 1\ninput: [3, 8, 8]\nlayers:\n  - conv: {width: 4, act: relu}\n  - flatten\n"
WRONG = {
    "a field misspelt": GOOD.replace("width", "widht"),
    "two fields in a line": GOOD.replace("width", "widht").replace("act", "akt"),
    "letters that take several bytes": GOOD.replace("archspec", "# größer 🙂\narchspec").replace(
        "relu", "rleu"
    ),
    "lines that end as on Windows": GOOD.replace("act", "akt").replace("\n", "\r\n"),
    "a mark of byte order": "\ufeff" + GOOD.replace("archspec", "archspeck"),
    "a line to add": GOOD.replace("  - flatten\n", "  - linear: 4\n"),
    "a field to add to a mapping of lines": GOOD.replace(
        "  - conv: {width: 4, act: relu}\n", "  - conv:\n      width: 4\n      kernel: 11\n"
    ),
}


def findings(path: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["check", "--format", "json", str(path)])
    return list(json.loads(result.stdout or "[]"))


def made(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with these edits, told by lines and columns alone."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix(mark).splitlines(keepends=True)
    for edit in sorted(edits, key=lambda one: (one["line"], one["column"]), reverse=True):
        first, last = edit["line"] - 1, edit["end_line"] - 1
        lines += [""] * (last + 1 - len(lines))
        start, end = lines[first][: edit["column"] - 1], lines[last][edit["end_column"] - 1 :]
        old = "".join(lines[first : last + 1])
        assert old[len(start) : len(old) - len(end)] == edit["old"]
        lines[first : last + 1] = [start + edit["new"] + end]
    return mark + "".join(lines)


@pytest.fixture(params=WRONG.values(), ids=WRONG.keys())
def file(request: Any, tmp_path: Path) -> Path:
    path = tmp_path / "net.yaml"
    path.write_bytes(request.param.encode())
    return path


def test_each_fix_ends_its_finding(file: Path):
    text, before = file.read_bytes().decode(), findings(file)
    assert any(one["fixes"] for one in before)
    for one in before:
        for fix in one["fixes"]:
            assert fix["text"] in one["help"]
            file.write_bytes(made(text, fix["edits"]).encode())
            assert (one["code"], one["message"]) not in {
                (left["code"], left["message"]) for left in findings(file)
            }


def test_certain_fixes_come_to_what_fix_writes(file: Path):
    text = file.read_bytes().decode()
    first = [one["fixes"][0] for one in findings(file) if one["fixes"]]
    edits = [edit for fix in first if fix["certain"] for edit in fix["edits"]]
    by_editor = made(text, edits)
    CliRunner().invoke(main, ["check", "--fix", str(file)])
    assert file.read_bytes().decode() == by_editor


def test_only_a_first_fix_is_certain(file: Path):
    for one in findings(file):
        assert not any(fix["certain"] for fix in one["fixes"][1:])
