"""Names in scripts that run from right to left, amid texts that run from left to right.

By the rules of Unicode a count behind such a name would be drawn before it, as part of it. Each
run of these letters is therefore set apart, and what is around it stays in its order.

Source: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates.
"""

import re
from typing import Final
from unicodedata import category

LETTERS: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Hebrew, Arabic and the other scripts from right to left, with their marks."""

RUN: Final = re.compile(f"[{LETTERS}]+(?:[ _-]+[{LETTERS}]+)*")
BEGIN, END = "\u2068", "\u2069"
"""First strong isolate, and pop directional isolate."""


def isolated(text: str) -> str:
    r"""The same with each run from right to left set apart; other texts stay as they are.

    >>> ascii(isolated("\u05e9\u05dc \u00b7 112 params")), isolated("conv 3")
    ("'\\u2068\\u05e9\\u05dc\\u2069 \\xb7 112 params'", 'conv 3')
    """
    return text if text.isascii() else RUN.sub(rf"{BEGIN}\g<0>{END}", text)


def as_seen(text: str) -> str:
    r"""The same in the order in which it is seen, for what sets letters from left to right alone.

    >>> ascii(as_seen("a \u05e9\u05dc 2"))
    "'a \\u05dc\\u05e9 2'"
    """
    return text if text.isascii() else RUN.sub(lambda found: _turned(found[0]), text)


def _turned(run: str) -> str:
    r"""A run from its end to its beginning: a letter before its marks, and numbers as they are.

    >>> ascii(_turned("\u05e9\u05c1\u05dc")), ascii(_turned("\u0645\u0661\u0662"))
    ("'\\u05dc\\u05e9\\u05c1'", "'\\u0661\\u0662\\u0645'")
    """
    parts: list[str] = []
    for letter in run:
        numbers = parts and parts[-1].isdecimal() and letter.isdecimal()
        if parts and (numbers or category(letter) == "Mn"):
            parts[-1] += letter
        else:
            parts.append(letter)
    return "".join(reversed(parts))
