"""What is said about every mistake of `cases/`, compared with `golden/` and `docs/mistakes/`.

With ARCHSPEC_WRITE_GOLDEN=1 both are written anew. Read what changed as the person who made the
mistake: what is wrong, where, why, and what to write instead.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .mistakes import HERE, Mistake, areas, mistakes

DOCS = HERE.parent.parent / "docs" / "mistakes"
WRITE = bool(os.environ.get("ARCHSPEC_WRITE_GOLDEN"))
FORBIDDEN = re.compile(
    r"illegal|invalid|pydantic|input should|value_error|traceback|NoneType|'str'|'int'"
    r"|something else|object is not",
    re.IGNORECASE,
)
PYTHON = re.compile(r"\b(?:None|True|False)\b(?!`)")
INTRODUCTION = """\
# Mistakes, and what is said about them

Every mistake on these pages is found by `archspec check` before any tensor exists. Each stands
beside the message about it, which is the real one: a test compares them with what the tool says.

| subject | mistakes | such as |
|---|---|---|
"""
SHOWN = 3
"""Titles that the list of pages shows of each."""
ALL = tuple(mistakes())


@pytest.mark.parametrize("area", areas())
def test_the_messages_of_an_area(area):
    text = "\n".join(f"## {one.title}\n{one.message()}\n" for one in ALL if one.area == area)
    compare(HERE / "golden" / f"{area}.txt", text)


def test_the_list_of_pages():
    compare(DOCS / "README.md", INTRODUCTION + "\n".join(rows()) + "\n")


def rows() -> Iterator[str]:
    """A row for each subject."""
    for area, heading in areas().items():
        titles = [one.title for one in ALL if one.area == area]
        step = len(titles) // SHOWN
        shown = "; ".join(titles[::step][:SHOWN]).replace("|", "\\|")
        yield f"| [{heading}]({page_name(area)}) | {len(titles)} | {shown} |"


@pytest.mark.parametrize("area", areas())
def test_the_page_of_a_subject(area):
    compare(DOCS / page_name(area), "\n".join(page(area)))


def test_no_page_is_left_of_what_is_no_subject():
    assert {one.name for one in DOCS.iterdir()} == {"README.md", *map(page_name, areas())}


def page_name(area: str) -> str:
    return f"{area.partition('_')[2]}.md"


def page(area: str) -> Iterator[str]:
    """Every mistake of a subject: the file that was wrong, and its message."""
    yield f"# {areas()[area]}\n"
    yield "[Other subjects](README.md)\n"
    for one in (one for one in ALL if one.area == area):
        yield f"## {one.title[:1].upper()}{one.title[1:]}\n"
        yield f"```yaml\n{one.text}```\n"
        if one.setting:
            variant = one.setting if one.setting.startswith(":") else ""
            option = "" if variant else f" {one.setting}"
            yield f"```console\n$ archspec check net.yaml{variant}{option}\n```\n"
        yield f"```text\n{one.message()}\n```\n"


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
