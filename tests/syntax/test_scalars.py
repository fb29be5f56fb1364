"""Plain scalars as the tables of YAML 1.2.2, section 10.3.2, resolve them."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.syntax.scalars import resolve

TABLE = [
    (re.compile(r"null|Null|NULL|~|"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?(\.inf|\.Inf|\.INF)"), lambda text: float(text.replace(".", ""))),
    (re.compile(r"\.nan|\.NaN|\.NAN"), lambda text: math.nan),
]
"""The table of the specification, row by row; what matches none is text."""


def by_the_table(text: str) -> object:
    return next((read(text) for form, read in TABLE if form.fullmatch(text)), text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "null",
            "Null",
            "NULL",
            "~",
            "",
            "nULL",
            "true",
            "True",
            "TRUE",
            "tRUE",
            "false",
            "FALSE",
        ),
        *("0", "-19", "+3", "010", "0o14", "0o8", "0x3A", "0X3A", "-0x1", "1_000", "12:30:45"),
        *("0.", "-0.0", ".5", "+12e03", "-2E+05", "1e-3", "1e", "e3", "1.5.2", "1e3.5", "."),
        *(".inf", "-.Inf", "+.INF", ".nan", ".NaN", "-.nan", "inf", "nan", "Infinity"),
        *("yes", "no", "on", "off", "y", "n", "Yes", "2001-12-14", "=", "same", "1 2", "٣", "１"),
    ],
)
def test_a_scalar(text):
    expected, found = by_the_table(text), resolve(text)
    assert type(found) is type(expected)
    assert found == expected or (found != found and expected != expected)


@given(st.text("0123456789+-.eExoabcfINnaulr~_: ", max_size=8))
@settings(max_examples=400, deadline=None)
def test_any_scalar(text):
    expected, found = by_the_table(text), resolve(text)
    assert type(found) is type(expected)
    assert found == expected or (found != found and expected != expected)


def test_a_number_of_a_thousand_digits_is_text():
    assert resolve("9" * 1000) == "9" * 1000
