"""What is wrong with an expression, and how its parts are shown."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

PREFIX: Final = "\u01c3"
"""Stands for the `$` of a parameter: a letter to Python, and in nobody's names."""


MAX_SHOWN: Final = 60
"""Characters of a value that a message repeats."""


class ExpressionError(Exception):
    """What is wrong with an expression, and which stretch of its text is at fault."""

    def __init__(
        self,
        code: str,
        message: str,
        at: str = "",
        near: str = "",
        note: str = "",
        help: str = "",  # noqa: A002  the word for it in a message
    ):
        super().__init__(message)
        self.code, self.message, self.at, self.near, self.help = code, message, at, near, help
        self.notes = (note,) if note else ()


def shown(text: str) -> str:
    """The expression as it was written."""
    return text.strip().replace(PREFIX, "$")


def show(value: Any) -> str:
    """A value in a message, cut where it is long.

    >>> show([1, ("a", 2.5)]), show("relu"), show([[7] * 1000] * 1000)[-8:]
    ("[1, ['a', 2.5]]", '"relu"', '7, 7, 7…')
    """
    whole = f'"{value[:MAX_SHOWN]}"' if isinstance(value, str) else ""
    text = whole or begun(_pieces(value), MAX_SHOWN)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "…"


def begun(pieces: Iterable[str], length: int) -> str:
    """The pieces in a row, up to where they are longer: a value of a few lines may be endless."""
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > length:
            break
    return text


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        yield "["
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from _pieces(item)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield f"{', ' if i else ''}{key[:MAX_SHOWN]!r}: "
            yield from _pieces(item)
        yield "}"
    else:
        yield repr(value[:MAX_SHOWN]) if isinstance(value, str) else str(value)
