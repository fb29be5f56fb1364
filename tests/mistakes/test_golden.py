"""What is said about every mistake of `cases/`, compared with `golden/`.

With ARCHSPEC_WRITE_GOLDEN=1 they are written anew. Read what changed as the person who made the
mistake: what is wrong, where, why, and what to write instead.
"""

import os
import re
from pathlib import Path

import pytest

from .mistakes import HERE, Mistake, areas, mistakes

WRITE = bool(os.environ.get("ARCHSPEC_WRITE_GOLDEN"))
FORBIDDEN = re.compile(
    r"illegal|invalid|pydantic|input should|value_error|traceback|NoneType|'str'|'int'"
    r"|something else|object is not",
    re.IGNORECASE,
)
PYTHON = re.compile(r"\b(?:None|True|False)\b(?!`)")
ALL = tuple(mistakes())


@pytest.mark.parametrize("area", areas())
def test_the_messages_of_an_area(area):
    text = "\n".join(f"## {one.title}\n{one.message()}\n" for one in ALL if one.area == area)
    compare(HERE / "golden" / f"{area}.txt", text)


def compare(path: Path, text: str) -> None:
    if WRITE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("mistake", ALL, ids=lambda one: f"{one.area}: {one.title}")
class TestMistake:
    def test_it_is_found_where_it_stands(self, mistake: Mistake):
        found = mistake.found()
        assert found
        for one in found:
            assert one.span is not None or mistake.setting
            assert one.span is None or one.span.line <= len(mistake.source.lines)

    def test_its_message_is_written_in_the_style(self, mistake: Mistake):
        for one in mistake.found():
            assert one.severity == "error"
            words = [one.message, one.label, *one.notes, *(h.text for h in one.helps)]
            assert not any(text.endswith((".", "!")) for text in words)
            assert not FORBIDDEN.search(" ".join(words))
            assert not PYTHON.search(re.sub(r'"False"', "", " ".join(words)))
            assert len(one.message) <= 100
            assert not re.search(r"\ba `[aeiou]", one.message)


def test_there_are_more_than_five_hundred():
    assert len(ALL) > 500
    assert len({(one.area, one.title) for one in ALL}) == len(ALL)
