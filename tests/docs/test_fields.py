"""The page on fields is walked from its beginning to its end, and shows what is really printed."""

from archspec.recipe.columns import TABLES
from archspec.recipe.fields import FIELDS

from .conftest import DOCS
from .walk import walk

PAGE = DOCS / "fields.md"


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written, taken = walk(PAGE)
    assert taken == written


def test_it_has_a_row_for_every_kind_of_field_and_names_every_table():
    page = PAGE.read_text(encoding="utf-8")
    assert [kind for kind in FIELDS.by_name if f"\n| `{kind}` | " not in page] == []
    assert [ending for ending in TABLES if f"`{ending}`" not in page] == []
