"""The pages on data and fields name all that there is."""

from archspec.recipe.columns import TABLES
from archspec.recipe.fields import FIELDS
from archspec.recipe.part_names import WORDS
from docs.make.made import read


def test_the_page_on_fields_has_a_row_for_every_kind_and_names_every_table():
    page = read("docs/fields.md")
    assert [kind for kind in FIELDS.by_name if f"\n| `{kind}` | " not in page] == []
    assert [ending for ending in TABLES if f"`{ending}`" not in page] == []


def test_the_page_on_data_lists_the_words_for_each_part():
    page = read("docs/data.md")
    for words in WORDS.values():
        assert f"| {', '.join(f'`{word}`' for word in words)} |" in page
