"""The tables of the language reference stand in it, so that the page is complete by itself."""

import os
import re

import pytest

from . import reference_tables
from .conftest import DOCS

PAGE = DOCS / "language.md"
TABLES = {
    "kinds": reference_tables.of_kinds,
    "initialisers": reference_tables.of_initialisers,
    "training": reference_tables.of_training,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_reference(name):
    page = PAGE.read_text(encoding="utf-8")
    begin = f"<!-- {name}: written by the tests -->\n"
    text = "\n" + "".join(f"{line}\n" for line in TABLES[name]())
    form = re.compile(f"{re.escape(begin)}.*?(?=<!-- end -->)", re.DOTALL)
    whole, count = form.subn(lambda _: begin + text, page)
    assert count == 1
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        PAGE.write_text(whole, encoding="utf-8")
        page = whole
    assert page == whole, f"the table of {name} in docs/language.md is out of date: `make docs`"
