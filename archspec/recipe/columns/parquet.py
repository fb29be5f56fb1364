"""Tables of Parquet: the names and types of columns stand in the footer.

Source: parquet-format's README.md, "File format", and parquet.thrift, `FileMetaData`.
"""

from io import BufferedReader
from typing import Any, Final

from archspec.recipe.columns.column import Column, Contents, Holds, Unreadable, no_twins
from archspec.recipe.columns.text import MAX_COLUMNS
from archspec.recipe.columns.thrift import Reader

MAGIC: Final = b"PAR1"
MAX_FOOTER: Final = 2**24
"""Bytes of a footer, which grows with columns times groups of rows."""

SCHEMA, ROWS = 2, 3
TYPE, REPETITION, NAME, CHILDREN, CONVERTED = 1, 3, 4, 5, 6
REPEATED: Final = 2
TYPES: Final[dict[int, Holds]] = {
    0: "whole numbers",
    1: "whole numbers",
    2: "whole numbers",
    4: "numbers",
    5: "numbers",
    6: "text",
    7: "text",
}
"""Types of columns by their numbers; 3 is a time in 96 bits."""

TIMES: Final = (6, 7, 8, 9, 10, 21)
"""What numbers stand for where they are days, hours or intervals (`ConvertedType`)."""


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
        timed = element.get(CONVERTED) in TIMES
        holds = TYPES.get(element.get(TYPE)) if single and not timed else None
        count = rows if isinstance(rows, int) else None
        text = name.decode("utf-8", "replace")
        found.append(Column(text, holds, () if single else None, count=count))
        place = after
    no_twins((column.name for column in found), "columns")
    return found


def _behind(schema: list[dict[int, Any]], place: int) -> int:
    """The place behind an element and all that is below it."""
    open_ones = 1
    while open_ones > 0 and place < len(schema):
        children = schema[place].get(CHILDREN, 0)
        open_ones += (children if isinstance(children, int) and children > 0 else 0) - 1
        place += 1
    return place
