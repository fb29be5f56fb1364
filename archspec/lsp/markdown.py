"""Words of a file within Markdown: an editor shows them, and follows no link or picture in them."""

import re
from typing import Final

from archspec.diagnostics.readable import as_name, printable

MARKS: Final = re.compile(r"[\\`*_{}\[\]()<>#!|&~:@]")
"""What Markdown, or GitHub's way of writing it, sees something else in than a character."""


def code(text: str) -> str:
    """A name or a value as a stretch of code, whatever is in it.

    >>> code("width"), code("a `b` c")
    ('`width`', '`` a `b` c ``')
    """
    shown = as_name(text)
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}" if longest or not shown.strip() else f"`{shown}`"


def prose(text: str) -> str:
    r"""Sentences as they are, in one paragraph.

    >>> prose("A *block*,\nsee <b>")
    'A \\*block\\*, see \\<b\\>'
    """
    return MARKS.sub(lambda found: f"\\{found[0]}", printable(" ".join(text.split())))
