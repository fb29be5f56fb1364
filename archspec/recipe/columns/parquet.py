"""Tables of Parquet: the names and types of columns stand in the footer.

Source: parquet-format's README.md, "File format", and parquet.thrift, `FileMetaData`.
"""

from collections.abc import Mapping
from io import BufferedReader
from typing import Any, Final

from archspec.recipe.columns.column import NESTED, Column, Contents, Holds, Unreadable, no_twins
from archspec.recipe.columns.text import MAX_COLUMNS
from archspec.recipe.columns.thrift import Reader

MAGIC: Final = b"PAR1"
MAX_FOOTER: Final = 2**24
"""Bytes of a footer, which grows with columns times groups of rows."""

SCHEMA, ROWS = 2, 3
TYPE, REPETITION, NAME, CHILDREN, CONVERTED, LOGICAL = 1, 3, 4, 5, 6, 10
REPEATED: Final = 2
TYPES: Final[dict[int, Holds]] = {
    0: "whole numbers",
    1: "whole numbers",
    2: "whole numbers",
    3: "times",
    4: "numbers",
    5: "numbers",
    6: "text",
}
"""Types of columns by their numbers. 7 is any bytes of one length, such as UUIDs."""

CONVERTED_TYPES: Final[dict[int, Holds]] = {
    5: "numbers",
    **dict.fromkeys((6, 7, 8, 9, 10, 21), "times"),
}
"""What the values stand for: decimals; and days, hours or intervals (`ConvertedType`)."""

LOGICAL_TYPES: Final[dict[int, Holds]] = {
    5: "numbers",
    **dict.fromkeys((6, 7, 8), "times"),
    15: "numbers",
}
"""The same in the words of newer files, which may say it only so; 15 is half floats."""


def read_parquet(file: BufferedReader) -> Contents:
    """The columns of a table, by its footer.

    Raises:
        Unreadable: if it is no such table, or encrypted.
    """
    end = file.seek(0, 2)
    file.seek(max(0, end - 8))
    tail = file.read(8)
    if end < 12 or tail[4:] != MAGIC:
        encrypted = tail[4:] == b"PARE"
        raise Unreadable("it is encrypted" if encrypted else "it is no Parquet file, or cut off")
    length = int.from_bytes(tail[:4], "little")
    if length > min(MAX_FOOTER, end - 12):
        raise Unreadable("its footer is damaged, or too long to be read")
    file.seek(end - 8 - length)
    footer = Reader(file.read(length)).structure(until=ROWS)
    return Contents(tuple(_columns(footer.get(SCHEMA), footer.get(ROWS))))


def _columns(schema: Any, rows: Any) -> list[Column]:
    """The columns below the root; one of several values has children of its own."""
    fits = isinstance(schema, list) and schema and all(isinstance(one, dict) for one in schema)
    if not fits or len(schema) > MAX_COLUMNS:
        raise Unreadable("its footer is damaged, or has too many columns")
    found: list[Column] = []
    place = 1
    while place < len(schema):
        element = schema[place]
        name = element.get(NAME)
        if not isinstance(name, bytes):
            raise Unreadable("its footer is damaged")
        after = _behind(schema, place)
        single = after == place + 1 and element.get(REPETITION) != REPEATED
        holds = _holds(element) if single else NESTED
        count = rows if isinstance(rows, int) else None
        text = name.decode("utf-8", "replace")
        found.append(Column(text, holds, () if single else None, count=count))
        place = after
    no_twins((column.name for column in found), "columns")
    return found


def _holds(element: dict[int, Any]) -> Holds | None:
    """What the values of a column are: by what they stand for, else by how they are written."""
    logical = element.get(LOGICAL)
    said = [LOGICAL_TYPES.get(one) for one in logical] if isinstance(logical, dict) else []
    said.append(_named(CONVERTED_TYPES, element.get(CONVERTED)))
    return next(filter(None, said), None) or _named(TYPES, element.get(TYPE))


def _named(names: Mapping[int, Holds], number: Any) -> Holds | None:
    return names.get(number) if isinstance(number, int) else None


def _behind(schema: list[dict[int, Any]], place: int) -> int:
    """The place behind an element and all that is below it."""
    open_ones = 1
    while open_ones > 0 and place < len(schema):
        children = schema[place].get(CHILDREN, 0)
        open_ones += (children if isinstance(children, int) and children > 0 else 0) - 1
        place += 1
    return place
