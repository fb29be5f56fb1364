"""The page about plug-ins shows the files that the tests use, and what they really do."""

import os
import re
import shutil
from pathlib import Path

from .conftest import DOCS
from .walk import walk

PLUGIN = Path(__file__).parents[1] / "plugin"
PAGE = DOCS / "extending.md"
SHOWN = re.compile(r"<!-- file: (\S+) -->\n```(\w+)\n(.*?)```", re.DOTALL)


def with_files(text):
    """The page with each file as it is on the disk."""
    return SHOWN.sub(lambda m: f"<!-- file: {m[1]} -->\n```{m[2]}\n{content(m[1])}```", text)


def content(name):
    return (PLUGIN / name).read_text(encoding="utf-8")


def test_the_page_shows_every_file_of_the_plug_in_as_it_is():
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        PAGE.write_text(with_files(text), encoding="utf-8")
        text = with_files(text)
    assert text == with_files(text), "docs/extending.md is out of date: `make docs`"
    files = [path for path in PLUGIN.rglob("*") if path.suffix in (".py", ".toml")]
    names = {path.relative_to(PLUGIN).as_posix() for path in files if path.stem != "__init__"}
    assert {name for name, *_ in SHOWN.findall(text)} == names


def test_the_page_says_what_is_printed(tmp_path, monkeypatch):
    shutil.copy(PLUGIN / "swirl.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    written, taken = walk(PAGE)
    assert taken == written, "docs/extending.md is out of date: `make docs`"
