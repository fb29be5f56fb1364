"""A text that is a file of its own."""

from pathlib import Path
from shlex import quote
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.files import is_there, read_bytes, reason
from archspec.recipe import RecipeFailure

MOST: Final = 2**24
"""Bytes of a text; a long book has a tenth of that."""


def text_of_file(path: Path) -> str:
    """The text in a file, UTF-8 with or without a byte order mark.

    Raises:
        RecipeFailure: A620 where there is no such file, it is none, or too large; A624 where it is
            no such text.
    """
    try:
        content = read_bytes(path, MOST)
    except OSError as error:
        instead = Fix(f"a text itself is given by `--text {quote(str(path))}`")
        fixes = () if is_there(path) else (instead,)
        notes = (reason(error),)
        problem = Problem("A620", f"cannot read the text `{path}`", notes=notes, fixes=fixes)
        raise RecipeFailure([problem]) from None
    return decoded_text(content, str(path))


def decoded_text(content: bytes, name: str) -> str:
    """Bytes as text.

    Args:
        content: of a file.
        name: of the file, for messages.

    Raises:
        RecipeFailure: A624 where they are not UTF-8.

    >>> decoded_text("a café".encode("utf-8-sig"), "a.txt")
    'a café'
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fact = f"`{name}` is no text: line {line} is not UTF-8"
        fix = Fix("save it as UTF-8")
        raise RecipeFailure([Problem("A624", fact, fixes=(fix,))]) from None
