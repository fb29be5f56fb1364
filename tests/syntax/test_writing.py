"""What is written is read back as the same value, wherever it stands."""

from math import inf

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archspec.diagnostics import Source
from archspec.syntax import plain, read
from archspec.syntax.writing import written

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text("-#:{}[],&*!|>'\"%@`~?= \t\n\\0e.", max_size=8),
    st.sampled_from(["no", "null", "~", "1e3", "0x1f", "12:30", "2024-01-01", "$width // 2", "<<"]),
)
NUMBERS = st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
KEYS = TEXTS.filter(lambda text: text != "<<")  # which the language refuses as a key, quoted too
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)


@pytest.mark.parametrize("place", ["a: {}\n", "a: {{b: {}, c: 1}}\n", "a:\n  b: {} # why\n"])
@given(VALUES)
@example([inf, -inf, "inf", ".inf"])
@example({"": "", "a: b": "# c", "- d": "\x7f\u2028\ufeff"})
def test_what_is_written_is_read_back(place, value):
    found = plain(read(Source("a.yaml", place.format(written(value)))))["a"]
    assert repr(found if place.startswith("a: {}") else found["b"]) == repr(value)
