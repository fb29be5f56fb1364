"""Places between the compiler, the editor and the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archspec.diagnostics import Failure, Source
from archspec.lsp.positions import Text
from archspec.syntax import read

VALID = "ab: -\t\n\r\x0c\x85\u2028\ufeffé漢🙂"
CHARACTERS = st.text(st.sampled_from(VALID), max_size=40)
HALVES = st.text(st.sampled_from(VALID + "\ud800"), max_size=40)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@pytest.mark.parametrize(
    ("encoding", "character"), [("utf-8", 10), ("utf-16", 7), ("utf-32", 6)], ids=str
)
def test_units_are_those_that_were_agreed_on(encoding: str, character: int) -> None:
    text = Text("# é🙂: conv", encoding)
    assert text.position(6) == (0, character)
    assert text.offset((0, character)) == 6


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
def test_lines_end_as_the_protocol_says(end: str) -> None:
    text = Text(f"a{end}🙂b{end}c")
    assert text.position(text.text.index("b")) == (1, 2)
    assert text.offset((1, 2)) == text.text.index("b")


def test_a_line_that_only_yaml_ends_goes_on_for_the_editor() -> None:
    source = Source("a.yaml", "a: 1\u2028b: 2\nc: 3")
    text = Text(source.text)
    assert text.span_range(source.span(2, 1)) == ((0, 5), (0, 6))
    assert text.span_range(source.span(3, 1)) == ((1, 0), (1, 1))


def test_a_byte_order_mark_counts_for_the_editor_alone() -> None:
    source = Source("a.yaml", "\ufeffname: x\nabout: y")
    text = Text(source.text)
    assert text.span_range(source.span(1, 1, 4)) == ((0, 1), (0, 5))
    assert text.span_range(source.span(2, 1, 5)) == ((1, 0), (1, 5))


def test_a_tab_is_one_character() -> None:
    tree = read(Source("a.yaml", "a:\t🙂\t# x"))
    assert Text("a:\t🙂\t# x").span_range(tree.entries[0].value.span) == ((0, 3), (0, 5))


def test_places_beyond_the_text_are_its_end() -> None:
    text = Text("ab\nc")
    assert text.offset((0, 99)) == 2
    assert text.offset((9, 0)) == 4
    assert text.span_range(Source("a", "ab\nc").span(7, 3)) == ((1, 1), (1, 1))


@given(CHARACTERS, ENCODINGS)
def test_every_offset_comes_back(written: str, encoding: str) -> None:
    text = Text(written, encoding)
    for offset in range(len(written) + 1):
        inside_end = written[offset - 1 : offset + 1] == "\r\n"
        assert text.offset(text.position(offset)) == offset - inside_end


@given(HALVES, ENCODINGS, st.integers(0, 9), st.integers(0, 60))
def test_every_position_is_somewhere(written: str, encoding: str, line: int, unit: int) -> None:
    assert 0 <= Text(written, encoding).offset((line, unit)) <= len(written)


@given(HALVES)
def test_a_finding_lies_in_the_text(written: str) -> None:
    source = Source("a.yaml", written)
    try:
        read(source)
    except Failure as failure:
        for span in (d.span for d in failure.diagnostics if d.span):
            text = Text(written)
            assert 0 <= text.start(span) <= text.end(span) <= len(written)
