"""Every code has a page, a failing example, the message it gives, and something that works."""

import re
from pathlib import Path

import pytest

import archspec
from archspec.diagnostics.pages import Page, pages
from docs.make.trial import try_page

PACKAGE = Path(archspec.__file__).parent
CODE = re.compile(r'"(A\d\d\d)"')
DOCTEST = re.compile(r"^\s*(?:>>>|\.\.\.) .*$", re.MULTILINE)


def emitted() -> set[str]:
    """The codes that stand in the source, but for those in examples of docstrings."""
    texts = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return {code for text in texts for code in CODE.findall(DOCTEST.sub("", text))}


def test_every_code_has_a_page_and_every_page_a_code():
    without = sorted(emitted() - set(pages()))
    assert not without, f"write archspec/diagnostics/pages/CODE.md, as A201.md is, for {without}"
    idle = sorted(set(pages()) - emitted())
    assert not idle, f"nothing in archspec/ gives {idle}, of which there are pages"


@pytest.mark.parametrize("page", pages().values(), ids=pages().keys())
class TestPage:
    def test_it_has_its_form(self, page: Page):
        assert page.text.startswith(f"# {page.code}: {page.title}\n")
        headings = re.findall("^## .*$", page.text, re.MULTILINE)
        assert headings == ["## Example", "## Write instead"], "the headings that a page has"
        assert len(page.title) <= 72
        assert not page.title.endswith(".")
        about = page.text.split("## Example")[0].split("\n", 1)[1].strip()
        assert 2 <= len(re.findall(r"[.:?](?:\s|$)", about)) <= 9

    def test_the_example_gives_this_code_and_this_message(self, page: Page, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        said = try_page(page.code, page.fails, tmp_path, fails=True)
        assert set(re.findall(r"^(?:error|warning)\[(A\d\d\d)\]", said, re.MULTILINE)) == {
            page.code
        }
        assert said == page.message, "`python -m docs.make codes` writes what the example gives"

    def test_what_to_write_instead_works(self, page: Page, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert page.works
        assert try_page(page.code, page.works, tmp_path, fails=False) == ""
        assert page.works != page.fails

    def test_the_message_is_written_in_the_style(self, page: Page):
        first, *_ = page.message.splitlines() or [""]
        assert not first.endswith((".", "!"))
        for word in ("illegal", "invalid", "pydantic", "input should", "value_error", "Traceback"):
            assert word not in page.message.lower()
