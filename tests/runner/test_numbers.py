"""Texts of tables as numbers: those that a spreadsheet reads so, and no others."""

import math

import pytest

from archspec.recipe import RecipeFailure
from archspec.runner.fields.reading import as_numbers
from archspec.runner.sources.dividing import _number

READ = {
    "7": 7.0, " 7 ": 7.0, "+7": 7.0, "-7.25": -7.25, ".5": 0.5, "5.": 5.0, "1e3": 1000.0,
    "1E-3": 0.001, "007": 7.0, "True": 1.0, "False": 0.0,
}  # fmt: skip
GAPS = ("", "nan", "NaN", "NA", "#N/A", "null", "-")
REFUSED = (
    "1_000",
    "1__0",
    "1,5",
    "1 000",
    "٣",
    "１２",
    "0x10",
    "1e",
    "--1",
    "½",
    "1d",
    "nan(1)",
    "e3",
)
UNBOUNDED = ("inf", "-Infinity", "1e999", "1e39")


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_a_number_is_read(text, value):
    assert as_numbers("x", (text,), "x").tolist() == [value]


@pytest.mark.parametrize("text", GAPS)
def test_a_gap_is_none(text):
    assert math.isnan(as_numbers("x", (text,), "x")[0])


@pytest.mark.parametrize("text", REFUSED)
def test_what_only_python_or_a_person_reads_is_refused_at_its_row(text):
    with pytest.raises(RecipeFailure, match=r"in sample 2, `x` is `.*`, and no number") as caught:
        as_numbers("x", ("1", text), "x")
    assert caught.value.problems[0].field == ("data", "fields", "x")
    assert _number(text) is None


@pytest.mark.parametrize("text", UNBOUNDED)
def test_what_is_beyond_all_numbers_is_not_finite(text):
    with pytest.raises(RecipeFailure, match="not finite"):
        as_numbers("x", (text,), "x")
