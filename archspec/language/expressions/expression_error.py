"""What is wrong with an expression, and how its parts are shown."""

from typing import Any, Final

PREFIX: Final = "\u01c3"
"""Stands for the `$` of a parameter: a letter to Python, and in nobody's names."""


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
    plain = _listed(value)
    text = f'"{plain}"' if isinstance(plain, str) else str(plain)
    return text if len(text) <= 60 else text[:57] + "…"


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, (list, tuple)) else value
