"""How findings are drawn: underlines under what they mean, whatever characters a line has."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Source, Span
from archspec.diagnostics.text import columns, printable, render


def drawn(text: str, line: int, column: int, length: int, **more: object) -> list[str]:
    span = Source("a.yaml", text).span(line, column, length)
    return render([Diagnostic("A203", "the fact", span, "here", **more)]).splitlines()


def test_a_finding_without_a_file_has_only_words():
    finding = Diagnostic("A101", "there is no file", label="a label", notes=("a note",))
    assert render([finding]) == "error[A101]: there is no file\n  = a label\n  = note: a note"


def test_advice_is_a_warning():
    assert render([Diagnostic("A701", "a remark")]) == "warning[A701]: a remark"


def test_findings_are_parted_by_a_blank_line():
    both = [Diagnostic("A101", "one"), Diagnostic("A101", "two")]
    assert render(both) == "error[A101]: one\n\nerror[A101]: two"


@pytest.mark.parametrize(
    ("what", "line", "column", "before"),
    [
        ("plain text", "key: value", 6, 5),
        ("a tab is one blank", "key:\tvalue", 6, 5),
        ("wide characters take two columns", "卷积: value", 5, 6),
        ("full-width forms take two columns", "ＡＢ: value", 5, 6),
        ("combining characters take none", "e\u0301: value", 5, 3),
        ("an emoji takes two", "🙂: value", 4, 4),
    ],
)
def test_the_underline_stands_under_the_value(what, line, column, before):
    rows = drawn(line, 1, column, 5)
    assert rows[2] == f"1 | {printable(line)}"
    assert rows[3] == f"  | {' ' * before}^^^^^ here"
    assert columns(rows[2][: rows[2].index("value")]) == rows[3].index("^")


def test_a_wide_word_gets_a_wide_underline():
    assert drawn("name: 卷积", 1, 7, 2)[3] == "  |       ^^^^ here"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_not_shown(end):
    rows = drawn(f"a: 1{end}b: 2{end}", 2, 4, 1)
    assert rows[2:] == ["2 | b: 2", "  |    ^ here"]


def test_a_byte_order_mark_takes_no_column():
    rows = drawn("\ufeffa: 1", 1, 4, 1)
    assert rows[2:] == ["1 | a: 1", "  |    ^ here"]


def test_a_span_at_the_end_of_a_line():
    assert drawn("a:\nb: 1", 1, 3, 1)[2:] == ["1 | a:", "  |   ^ here"]


def test_a_span_behind_the_last_line():
    assert drawn("a: 1", 2, 1, 1)[2:] == ["2 |", "  | ^ here"]


def test_a_span_of_several_lines_is_underlined_to_the_end_of_its_first():
    source = Source("a.yaml", "a:\n  - one\n  - two\n")
    rows = render([Diagnostic("A203", "the fact", Span(source, 2, 3, 4, 1), "here")]).splitlines()
    assert rows[2:] == ["2 |   - one", "  |   ^^^^^ here"]


def test_long_lines_are_cut_around_the_fault():
    rows = drawn(f"{'x' * 500}fault{'y' * 500}", 1, 501, 5)
    assert len(rows[2]) < 180
    assert rows[2].startswith("1 | …x")
    assert rows[2].endswith("y…")
    start = rows[3].index("^")
    assert rows[2][start : start + 5] == "fault"


def test_a_span_that_is_longer_than_what_is_shown():
    rows = drawn("x" * 10_000, 1, 1, 10_000)
    assert len(rows[2]) < 180
    assert len(rows[3]) < 180


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x08", "\x00", "\x9b", "\u202e", "\u200b"])
def test_nothing_moves_the_cursor(character):
    text = f"a: {character}[31m"
    source = Source(f"{character}.yaml", text)
    fix = Help(f"h{character}", (Edit(source.span(1, 1, 1), f"b{character}"),))
    marks = (Mark(source.span(1, 4, 1), f"m{character}"),)
    finding = Diagnostic(
        "A203", f"x{character}", source.span(), character, marks, (f"n{character}",), (fix,)
    )
    assert character not in render([finding])
    escaped = character.encode("unicode_escape").decode()
    assert render([finding]).count(escaped) == 9


def test_colours_only_where_they_are_wanted():
    finding = Diagnostic("A203", "the fact", Source("a.yaml", "a: 1").span(1, 4, 1), "here")
    plain, coloured = render([finding]), render([finding], colour=True)
    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[1;31merror[A203]\x1b[0m")
    for code in ("\x1b[1;31m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_marks_stand_in_the_order_of_the_file(golden):
    source = Source("a.yaml", "first: 1\nsecond: 2\nthird: 3\n")
    marks = (Mark(source.span(3, 1, 5), "after it"), Mark(source.span(1, 1, 5), "before it"))
    finding = Diagnostic("A203", "the fact", source.span(2, 9, 1), "at fault", marks)
    golden("marks_in_order.txt", render([finding]))


def test_several_marks_on_one_line(golden):
    source = Source("a.yaml", "layer: {first: 1, second: 2, third: 3}\n")
    marks = (Mark(source.span(1, 30, 5), "the third"), Mark(source.span(1, 9, 5), "the first"))
    finding = Diagnostic("A203", "the fact", source.span(1, 19, 6), "the second", marks)
    golden("marks_on_one_line.txt", render([finding]))


def test_the_same_mark_twice_is_drawn_once():
    source = Source("a.yaml", "a: 1\nb: 2\n")
    marks = (Mark(source.span(2, 1, 1), "called"), Mark(source.span(2, 1, 1), "called"))
    rows = render([Diagnostic("A203", "the fact", source.span(1, 1, 1), "", marks)])
    assert rows.count("called") == 1


def test_a_mark_in_another_file(golden):
    source, other = Source("a.yaml", "a: 1\n"), Source("b.yaml", "\n\nblock: 2\n")
    marks = (Mark(other.span(3, 1, 5), "the block"),)
    finding = Diagnostic("A203", "the fact", source.span(1, 4, 1), "at fault", marks)
    golden("mark_in_another_file.txt", render([finding]))


def test_the_margin_is_as_wide_as_the_largest_line_number(golden):
    source = Source("a.yaml", "\n" * 8 + "nine: 1\n\n\n" + "twelve: 2\n")
    marks = (Mark(source.span(9, 1, 4), "this"),)
    finding = Diagnostic("A203", "the fact", source.span(12, 9, 1), "that", marks, ("a note",))
    golden("margin.txt", render([finding]))


@given(st.text(max_size=60), st.integers(1, 70), st.integers(1, 70), st.integers(1, 70))
@settings(max_examples=150, deadline=None)
def test_any_text_and_any_span_can_be_drawn(text, line, column, length):
    source = Source("a.yaml", text)
    edits = (Edit(source.span(line, column, length), text),)
    marks = (Mark(source.span(line, column + 1, 2), text),)
    finding = Diagnostic(
        "A203", text, source.span(line, column, length), text, marks, (text,), (Help(text, edits),)
    )
    for row in render([finding]).split("\n"):
        assert row.isprintable()
