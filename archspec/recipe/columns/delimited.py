"""Tables as text: `.csv` and `.tsv`."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader, StringIO
from typing import Final

from archspec.patterns import compile_later
from archspec.recipe.columns.column import Column, Contents, Holds, Unreadable, no_twins
from archspec.recipe.columns.text import HEAD, MAX_COLUMNS, text_of

ROWS: Final = 100
"""Rows behind the names that are looked at."""

SEPARATORS: Final = (",", ";", "\t", "|")
GAPS: Final = frozenset(("", "na", "n/a", "nan", "null", "none", "nil", "-", "?", "#n/a"))
"""How tables write that a value is missing, in small letters."""

WHOLE: Final = compile_later(r"[+-]?\d{1,18}", re.ASCII)
NUMBER: Final = compile_later(
    r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,4})?|[+-]?inf(inity)?", re.ASCII | re.I
)


def number_of(text: str) -> float | None:
    """The number that a text is to every program that reads tables; None for any other text.

    Python by itself reads more: lines between digits, and the digits of all scripts.

    >>> [number_of(text) for text in ("-3.5e2", " 7 ", "1_000", "1,5", "٣")]
    [-350.0, 7.0, None, None, None]
    """
    text = text.strip()
    return float(text) if NUMBER.fullmatch(text) else None


QUOTED: Final = compile_later(r'"[^"]*"')


def read_delimited(file: BufferedReader, separator: str = "") -> Contents:
    """The columns of a table, by its names and its first rows.

    Args:
        file: from its beginning.
        separator: what divides values; by default what the line of the names has most of.

    Raises:
        Unreadable: if it is no such table.
    """
    text, whole = text_of(file)
    separator = separator or separator_of(text)
    rows = _rows(text, separator, whole=whole)
    if not rows:
        raise Unreadable(f"its first line has more than {HEAD:,} bytes")
    names = [name.strip() for name in rows[0]]
    _check_names(names)
    for number, row in enumerate(rows[1:], 2):
        if row and len(row) != len(names):
            raise Unreadable(
                f"row {number} has {len(row)} values, and there are {len(names)} names"
            )
    columns = zip(*(row for row in rows[1:] if row), strict=True) if any(rows[1:]) else ()
    values = list(columns) or [()] * len(names)
    found = (_column(name, some) for name, some in zip(names, values, strict=True) if name)
    return Contents(tuple(found), separator)


def separator_of(text: str) -> str:
    """Of what may divide values, what stands most often outside quotes in the first line."""
    first = QUOTED.sub("", text[: text.find("\n")] if "\n" in text else text)
    return max(SEPARATORS, key=first.count)


@contextmanager
def values_up_to(length: int) -> Iterator[None]:
    """Lets the library read values of that many characters; by itself it stops at 131,072."""
    before = csv.field_size_limit(max(length, csv.field_size_limit()))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(text: str, separator: str, *, whole: bool) -> list[list[str]]:
    """The first rows, but for one that may be cut off."""
    found: list[list[str]] = []
    try:
        # A row in the middle of which the text ends is one too.
        with values_up_to(len(text)):
            for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
                found.append(row)
                if len(found) > ROWS + 1:
                    break
    except csv.Error as error:
        raise Unreadable(f"row {len(found) + 1} cannot be read: {error}") from None
    return found if whole and len(found) <= ROWS + 1 else found[:-1]


def _check_names(names: Sequence[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise Unreadable(f"it has {len(names):,} columns, and {MAX_COLUMNS:,} are the most")
    given = [name for name in names if name]
    if not given:
        raise Unreadable("its first line has no names of columns")
    if all(NUMBER.fullmatch(name) for name in given) and len(given) > 1:
        shown = ", ".join(given[:3])
        raise Unreadable(f"its first line is numbers ({shown}, …), and not the names of columns")
    no_twins(given, "columns")


def _column(name: str, values: Sequence[str]) -> Column:
    given = [value.strip() for value in values]
    given = [value for value in given if value.lower() not in GAPS]
    text = next((value for value in given if not NUMBER.fullmatch(value)), None)
    if text is not None:
        return Column(name, "text", example=text)
    whole = all(WHOLE.fullmatch(value) for value in given)
    holds: Holds = "whole numbers" if whole else "numbers"
    gap = next((row for row, one in enumerate(values, 1) if one.strip().lower() in GAPS), 0)
    return Column(name, holds if given else None, gap=gap)
