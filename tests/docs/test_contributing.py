"""The guide for contributors names files that are there, and every part that there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PLACEHOLDERS = re.compile(r"WORD|RULE|A7xx")
NAMED = sorted(
    path
    for path in set(re.findall(r"\b(?:archspec|tests|docs)/[\w/.]*[\w/]", GUIDE))
    if not PLACEHOLDERS.search(path)
)
CLASSES = sorted(set(re.findall(r"`([A-Z][a-z]\w*)`", GUIDE)))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("archspec/**/*.py"))


@pytest.mark.parametrize("path", NAMED)
def test_a_path_that_it_names_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("folder", ["archspec", "archspec/language"])
def test_every_folder_of_the_package_is_told_of(folder):
    parts = [path.parent for path in (ROOT / folder).glob("*/__init__.py")]
    assert len(parts) > 5
    assert [part for part in parts if f"{part.relative_to(ROOT)}/" not in GUIDE] == []


@pytest.mark.parametrize("name", CLASSES)
def test_the_class_of_a_word_exists(name):
    assert re.search(rf"^(?:class {name}\b|{name}: TypeAlias)", SOURCE, re.MULTILINE)


def test_every_target_of_make_that_it_names_is_one():
    named = set(re.findall(r"(?:^|`)make ([\w-]+)", GUIDE, re.MULTILINE))
    assert {"test", "docs", "fuzz"} <= named
    assert named <= set(re.findall(r"^([\w-]+):", MAKEFILE, re.MULTILINE))
