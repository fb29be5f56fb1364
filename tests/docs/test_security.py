"""What SECURITY.md promises has tests that attack it, and the same words are promised of all."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISED = TEXT.partition("## What is promised")[2].partition("\n## ")[0]
PROMISES = re.findall(r"^\d+\. (.*?)(?=^\d+\. |\Z)", PROMISED, re.MULTILINE | re.DOTALL)


def test_there_are_promises():
    assert len(PROMISES) == 8


@pytest.mark.parametrize("promise", PROMISES, ids=[p.split("**")[1][:40] for p in PROMISES])
def test_every_promise_names_tests_that_attack_it(promise):
    named = re.findall(r"`(tests/[\w/]+\.py)`", promise)
    assert named
    for path in named:
        assert "def test_" in (ROOT / path).read_text(encoding="utf-8"), path


def test_the_readme_leads_there():
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
