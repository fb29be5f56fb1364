"""Which columns, arrays and fields a field may be made of, and how fields are called."""

import json
from pathlib import Path

import numpy
import pytest

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Failure, Source
from archspec.recipe.columns.written import AS_A_PROGRAM

from .test_binding import shown

TABLES = Path(__file__).parent / "tables"
NETWORK = "archspec: 1\ninput: [SHAPE]\nlayers: [flatten, linear: 1]\ntrain:\n  loss: mse\n  data: "


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(
        "x1,x2,y,day,word\n1,2,0.5,2026-01-02,red\n3,4,1.5,2026-01-03,blue\n"
    )
    rows = [{"v": [1, 2], "u": ["a"], "m": {"a": 1}, "y": 0.5}, {"v": [3, 4], "u": [], "y": 1}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    for name in ("sorts", "houses"):
        (tmp_path / f"{name}.parquet").write_bytes((TABLES / f"{name}.parquet").read_bytes())
    words = numpy.array(["a", "b", "c"])
    numpy.savez(tmp_path / "d.npz", x=numpy.zeros((3, 2)), word=words, y=numpy.zeros(3))
    numpy.savez(tmp_path / "w.npz", x=numpy.zeros((3, 2)), y=words)
    numpy.savez(tmp_path / "p.npz", first=numpy.zeros((3, 2)), y=numpy.arange(3))
    return tmp_path


def found(data: str, shape: str = "1", **more: str) -> list[str]:
    """The findings about `data`, of a network that takes one number and gives one."""
    text = NETWORK.replace("SHAPE", shape) + data + "\n"
    for old, new in more.items():
        text = text.replace(f"{old}: mse", f"{old}: {new}")
    try:
        advice = advise(*compile_source(Source("task.yaml", text)))
        # That nothing is held back is of no matter here.
        return [shown(one) for one in advice if one.code != "A720"]
    except Failure as failure:
        return [shown(one) for one in failure.diagnostics]


def advised(data: str) -> list[str]:
    """What the findings about `data` say to write instead."""
    text = NETWORK.replace("SHAPE", "1") + data + "\n"
    advice = advise(*compile_source(Source("task.yaml", text)))
    return [one.text for found in advice if found.code != "A720" for one in found.helps]


def table(name: str, field: str) -> str:
    return f"{{table: {name}, fields: {{input: {field}, output: {{number: y}}}}}}"


REFUSED = [
    ("a time", "sorts.parquet", "{number: at}", "A654 the column `at` is no numbers @ at"),
    ("a day", "sorts.parquet", "{number: day}", "A654 the column `day` is no numbers @ day"),
    (
        "a list of Parquet",
        "houses.parquet",
        "{number: tags}",
        "A654 a sample has lists or structures in `tags`, and no single value @ tags",
    ),
    (
        "a structure",
        "houses.parquet",
        "{category: place}",
        "A654 a sample has lists or structures in `place`, and no single value @ place",
    ),
    (
        "a list of JSON",
        "t.jsonl",
        "{number: v}",
        "A654 a sample has 2 numbers in `v`, and no single value @ v",
    ),
    (
        "lists of words",
        "t.jsonl",
        "{class: u}",
        "A654 a sample has lists or structures in `u`, and no single value @ u",
    ),
    (
        "a mapping",
        "t.jsonl",
        "{tokens: {of: m, length: 4, vocabulary: 10}}",
        "A654 a sample has lists or structures in `m`, and no single value @ m",
    ),
    ("words", "t.csv", "{numbers: [x1, word]}", "A654 the column `word` is no numbers @ word"),
    ("names of classes", "t.csv", "{classes: word}", "A654 the column `word` is no numbers @ word"),
    (
        "numbers for pictures",
        "t.csv",
        "{image: x1}",
        "A654 `x1` holds whole numbers, and no names of files @ x1",
    ),
    (
        "several columns",
        "t.csv",
        '{number: "x*"}',
        'A654 a `number` is made of one, and `x*` matches x1, x2 @ "x*"',
    ),
    ("a column twice", "t.csv", '{numbers: [x1, "x*"]}', "A654 `x1` is taken twice @ x1"),
]


@pytest.mark.parametrize(
    ("name", "field", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_column_that_cannot_be_the_field_is_refused(files, name, field, words):
    data = table(name, field).replace(
        "number: y", "number: rooms" if "houses" in name else "number: y"
    )
    data = data.replace("number: y", "number: price") if "sorts" in name else data
    assert found(data) == [words]


TAKEN = [
    ("sorts.parquet", "{number: price}", "half"),
    ("sorts.parquet", "{number: half}", "fee"),
    ("houses.parquet", "{category: city}", "area"),
    ("t.csv", "{category: x1}", "y"),
    ("t.csv", "{category: day}", "y"),
    ("t.csv", '{number: "x1*"}', "y"),
]


@pytest.mark.parametrize(("name", "field", "output"), TAKEN)
def test_a_column_that_can_be_the_field_is_taken(files, name, field, output):
    assert found(table(name, field).replace("number: y", f"number: {output}")) == []


OF_SOURCES = [
    (
        "an image as a number",
        "{dataset: digits, fields: {input: {number: image}}}",
        "A654 `image` is images, of which no `number` is made @ image",
    ),
    (
        "an image as one of several numbers",
        "{dataset: digits, fields: {input: {numbers: [label, image]}}}",
        "A654 `image` is images, of which no `numbers` is made @ image",
    ),
    (
        "a label as an image",
        "{folder: ., fields: {input: {image: label}}}",
        "A654 `label` is classes, of which no `image` is made @ label",
    ),
    (
        "an array of several numbers as one",
        "{arrays: d.npz, fields: {input: {number: x}}}",
        "A654 a sample has 2 numbers in `x`, and no single value @ x",
    ),
    (
        "an array of words as numbers",
        "{arrays: d.npz, fields: {input: {array: word}}}",
        "A654 the array `word` is no numbers @ word",
    ),
    (
        "an array of numbers as names of files",
        "{arrays: d.npz, fields: {input: {image: y}}}",
        "A654 `y` holds numbers, and no names of files @ y",
    ),
]


@pytest.mark.parametrize(
    ("data", "words"), [row[1:] for row in OF_SOURCES], ids=[row[0] for row in OF_SOURCES]
)
def test_a_field_of_the_source_that_cannot_be_the_field_is_refused(files, data, words):
    assert words in found(data)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("numbers: {of: [long, wide]}", 1),
        ("numbers: {of: [long, wide], missing: mean}", 0),
        ("numbers: {of: [long, wide], missing: drop}", 0),
        ("numbers: [long]", 0),
    ],
)
def test_a_gap_at_the_beginning_is_found_where_none_is_taken(files, field, told):
    Path("gaps.csv").write_text("long,wide\n1,2\n3,NA\n5,6\n")
    fields = f"{{table: gaps.csv, fields: {{a: {{{field}}}, y: {{number: long}}}}}}"
    fact = "a value is missing: in sample 2 `wide` is empty"
    assert sum(fact in one for one in found(fields, "2")) == told


def test_a_label_may_be_a_number(files):
    assert found("{dataset: digits, fields: {output: {number: label}}}", "1, 8, 8") == []


def test_no_loss_compares_with_an_array_of_text(files):
    assert found("{arrays: w.npz}", "2") == [
        "A606 `mse` does not compare with an `array` of text @ mse"
    ]
    text = "{arrays: w.npz, fields: {y: {class: y}}}"
    assert found(text, "2", loss="bce_with_logits") == []


@pytest.mark.parametrize("value", ["74,7", "198.789 €", "1'250", "81.5 m²", "12 345,6"])
def test_a_number_as_people_write_it_is_said_to_be_one(files, value):
    (files / "people.csv").write_text(f"x;y\n{value};1\n{value};2\n")
    assert advised(table("people.csv", "{number: x}")) == [AS_A_PROGRAM]


def test_words_and_dates_are_said_to_be_no_numbers(files):
    (files / "words.csv").write_text("x;d;y\nred;31.12.2024;1\nblue;1.1.2025;2\n")
    for name in ("x", "d"):
        said = f"words are a class to tell, or a category: `{{category: {name}}}`"
        assert advised(table("words.csv", f"{{number: {name}}}")) == [said]


def test_pairs_are_alike_by_a_class(files):
    text = "{table: t.csv, fields: {a: {number: x1}, b: {number: x2}}, pairs: {of: a, by: b}}"
    assert found(text)[0] == "A654 pairs are alike by a class, but `b` is one number @ b"
    text = text.replace("b: {number", "b: {class")
    assert not any("pairs are alike" in one for one in found(text))


def test_no_field_is_made_under_a_name_that_another_has(files):
    views = "{image: {of: word, views: 2, augment: [flip]}}"
    text = f"{{table: t.csv, fields: {{view: {views}, view_1: {{number: x1}}}}}}"
    message = "two fields are called `view_1`: this one, and one of the views of `view`"
    assert found(text)[0] == f"A603 {message} @ view_1"
    text = "{dataset: digits, fields: {same: {image: image}}, pairs: {of: image, by: label}}"
    message = "two fields are called `same`: this one, and one of `pairs`"
    assert found(text)[0] == f"A603 {message} @ same"
    text = "{arrays: p.npz, pairs: {of: first, by: y}}"
    message = "`pairs` make a field `first`, and the source has one"
    assert found(text)[0] == f"A603 {message} @ pairs"


def lines(count: int) -> str:
    return '{"x1": 1}\n' * count + '{"y": 0.5, "x2": 2, "x1": 1}\n'


@pytest.mark.parametrize("count", [150, 40_000])
@pytest.mark.parametrize("field", ["{number: x2}", "{number: x1}"])
def test_a_key_that_only_later_lines_have_is_no_error(files, count, field):
    (files / "late.jsonl").write_text(lines(count))
    assert found(table("late.jsonl", field)) == []


def test_a_key_that_no_line_has_is_an_error_where_all_lines_are_read(files):
    (files / "late.jsonl").write_text(lines(150))
    said = "A650 `late.jsonl` has no column `x3` @ x3"
    assert found(table("late.jsonl", "{number: x3}")) == [said]


def test_how_many_keys_match_is_unknown_where_not_all_lines_are_read(files):
    (files / "late.jsonl").write_text(lines(40_000))
    assert found(table("late.jsonl", '{numbers: "x*"}'), "2") == []
