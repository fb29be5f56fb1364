"""What is wrong with an expression, and how its parts are shown."""

from typing import Any, Final

PREFIX: Final = "p__"
"""Stands for the `$` of a parameter, which Python's grammar does not have."""


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
    """A value in a message, cut where it is long."""
    plain = list(value) if isinstance(value, tuple) else value
    text = f'"{plain}"' if isinstance(plain, str) else str(plain)
    return text if len(text) <= 60 else text[:57] + "…"
