"""The page on data is walked from its beginning to its end, and shows what is really printed."""

from archspec.recipe.part_names import WORDS

from .conftest import DOCS
from .walk import walk


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written, taken = walk(DOCS / "data.md")
    assert taken == written


def test_it_lists_the_words_for_each_part():
    page = (DOCS / "data.md").read_text(encoding="utf-8")
    for words in WORDS.values():
        assert f"| {', '.join(f'`{word}`' for word in words)} |" in page
