"""The codes in comments that silence advice; a comment stands in no sketch."""

import re
from collections.abc import Iterator
from typing import Final

from archspec.diagnostics.pages import Page, pages
from archspec.lsp.options import Option
from archspec.syntax.ignores import COMMENT

BEGUN: Final = re.compile(COMMENT.pattern + r"(?P<others>(?:[\s,]+A\d{3})*)[\s,]+(?P<word>\w*)$")
CODE: Final = re.compile(r"\bA\d{3}\b")
LINE_ENDS: Final = ("\n", "\r")


def begun_code(text: str, offset: int) -> str | None:
    """The part of a code before an offset, in a comment that silences; None elsewhere.

    >>> begun_code("- relu  # archspec: ignore A701, A7", 35), begun_code("- relu  # A7", 12)
    ('A7', None)
    """
    found = BEGUN.search(text, _line_start(text, offset), offset)
    return found["word"] if found else None


def codes() -> Iterator[Option]:
    """The codes of advice, each with what it means."""
    for code, page in pages().items():
        if code.startswith("A7") and code != "A799":
            yield Option(code, "value", page.title, _explained(page))


def code_at(text: str, offset: int) -> tuple[str, int, int] | None:
    """What the code at an offset means, in a comment that silences, and where it stands."""
    start = _line_start(text, offset)
    ends = [at for at in (text.find(mark, offset) for mark in LINE_ENDS) if at >= 0]
    comment = COMMENT.search(text, start, min(ends, default=len(text)))
    for found in CODE.finditer(text, comment.end(), offset + 4) if comment else ():
        if found.start() <= offset <= found.end() and found[0] in pages():
            page = pages()[found[0]]
            return f"**{page.code}: {page.title}**\n\n{_explained(page)}", *found.span()
    return None


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind(mark, 0, offset) for mark in LINE_ENDS) + 1


def _explained(page: Page) -> str:
    """The first paragraph of a page, below its title."""
    return page.text.split("\n\n", 2)[1]
