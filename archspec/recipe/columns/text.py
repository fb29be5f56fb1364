"""The beginning of a text file, whatever the file is."""

import codecs
from io import BufferedReader
from typing import Final

from archspec.recipe.columns.column import Unreadable

HEAD: Final = 2**18
"""Bytes of a file that are looked at."""

MAX_COLUMNS: Final = 10_000

SIGNS: Final = (
    (b"PK\x03\x04", "it is a .zip or a spreadsheet, not a text"),
    (b"PAR1", "it is a Parquet file, whose name ends in .parquet"),
    (b"\x1f\x8b", "it is compressed: unpack it"),
    (b"\xd0\xcf\x11\xe0", "it is a spreadsheet, not a text"),
    (b"\x93NUMPY", "it is an array of NumPy, not a text"),
    (b"SQLite format 3", "it is a database, not a text"),
    (codecs.BOM_UTF16_LE, "it is UTF-16: save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "it is UTF-16: save it as UTF-8"),
)
"""How files of other kinds begin."""


def text_of(file: BufferedReader) -> tuple[str, bool]:
    """The text of the first bytes, and whether that is all of it.

    Raises:
        Unreadable: if it is empty, another kind of file, or not UTF-8.
    """
    head = file.read(HEAD + 1)
    whole, head = len(head) <= HEAD, head[:HEAD]
    for sign, words in SIGNS:
        if head.startswith(sign):
            raise Unreadable(words)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=whole)
    except UnicodeDecodeError as error:
        line = head.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not UTF-8: save it as UTF-8") from None
    if "\0" in text:
        raise Unreadable("it holds zero bytes, as no text does")
    if not text.strip():
        raise Unreadable("it is empty")
    return text, whole
