"""Findings as values: their order, their form for machines, and the names they suggest."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.diagnostics import Diagnostic, Failure, Help, Source, in_order
from archspec.diagnostics.json import to_json
from archspec.diagnostics.suggest import distance, listed, near, nearest

WORDS = st.text("abcdefgh_", max_size=10)


def test_findings_are_ordered_by_place_and_said_once():
    source = Source("a.yaml", "a\nb\n")
    late, early = (Diagnostic("A201", "x", source.span(line)) for line in (2, 1))
    nowhere = Diagnostic("A101", "y")
    assert in_order([late, early, nowhere, late]) == (nowhere, early, late)
    assert Failure([late, early]).diagnostics == (early, late)


def test_the_form_for_machines():
    span = Source("a.yaml", "conv: 3").span(1, 7, 1)
    finding = Diagnostic("A203", "the fact", span, "here", (), ("a note",), (Help("do this"),))
    assert json.loads(to_json([finding])) == [
        {
            "code": "A203",
            "severity": "error",
            "message": "the fact",
            "file": "a.yaml",
            "line": 1,
            "column": 7,
            "end_line": 1,
            "end_column": 8,
            "label": "here",
            "notes": ["a note"],
            "help": ["do this"],
            "fixes": [],
        }
    ]


def test_the_form_for_machines_of_what_has_no_place():
    (found,) = json.loads(to_json([Diagnostic("A701", "advice")]))
    assert found["severity"] == "warning"
    assert {found[key] for key in ("file", "line", "column", "end_line", "end_column")} == {None}


@given(WORDS, WORDS)
@settings(max_examples=100, deadline=None)
def test_the_distance_is_one(a, b):
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))


def table(a: str, b: str) -> int:
    """The distance by the recurrence itself, from Damerau's four edits."""
    rows = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            same = a[i - 1] == b[j - 1]
            rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + 1 - same)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(a), len(b)]


@given(st.text("abcd", max_size=12), st.text("abcd", max_size=12))
@settings(max_examples=300, deadline=None)
def test_the_distance_is_that_of_the_recurrence(a, b):
    assert distance(a, b) == table(a, b)


def test_names_beyond_a_thousand_are_not_compared():
    names = [f"stage_{i:05}" for i in range(5000)]
    assert nearest("stage_00700", names)[0] == "stage_00700"
    assert sorted(nearest("stage_04000", names)) == sorted(names)
    assert nearest("stage_04000", names)[1000:] == names[1000:]
    assert near("width", [*names, "widht"]) == ["widht"]


@given(WORDS.filter(lambda word: len(word) > 1), st.data())
@settings(max_examples=100, deadline=None)
def test_a_slip_of_the_hand_is_one_edit(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    dropped = word[:at] + word[at + 1 :]
    doubled = word[: at + 1] + word[at:]
    assert max(distance(word, slip) for slip in (swapped, dropped, doubled)) <= 1


@given(WORDS, st.lists(WORDS, max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_nearest_come_first(word, names):
    ordered = nearest(word, names)
    assert sorted(ordered) == sorted(names)
    distances = [distance(word, name) for name in ordered]
    assert distances == sorted(distances)
    assert near(word, names) == ordered[: len(near(word, names))]


def test_case_does_not_count():
    assert near("Width", ["width"]) == ["width"]


def test_short_words_are_not_guessed():
    assert near("k", ["a", "b"]) == []


def test_long_lists_are_cut():
    assert listed("abc", 2) == "`a`, `b`, …"
    assert listed("abc", 3) == "`a`, `b`, `c`"
