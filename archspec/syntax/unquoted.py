"""An expression with a bracket, at which YAML cuts it in two where it stands in braces."""

import re
from typing import Final

from archspec.diagnostics import Edit, Help, Span
from archspec.patterns import compile_later

VALUE: Final = compile_later(r"[\w$\"'-]+:\s+|[{\[]\s*(?!.*:\s)")
"""What a value stands behind, on the line of a mapping in braces or a list in brackets."""
BEFORE: Final = compile_later(r"\$[\w.]+$|\)$|\w\((?:[^()]*,\s*)?$|\$.*(?:\bin|[-+*/%])\s+$")
"""What an expression has before a bracket: a value, a call, or a sign behind a parameter."""
PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
QUOTES: Final = "within braces and brackets, put it into quotes"
LONG: Final = 2_000
"""Letters of a line above which it is not looked at for what was meant."""
OF_CHANNELS: Final = compile_later(r"\$in\[(\d+)\]")


def quoting(line: str, span: Span) -> Help | None:
    """How to write the expression that is cut at this bracket; None where there is none.

    Args:
        line: the line that has it.
        span: the bracket.
    """
    at = span.column - 1
    found = BEFORE.search(line[:at])
    if line[at : at + 1] != "[" or found is None:
        return None
    whole = _around(line, at)
    if whole is None:
        begun = found[0] if found[0].startswith("$") else "…)"
        return Help(f'{QUOTES}: `"{begun}[…]"`')
    start, text = whole
    place = span.source.span(span.line, start + 1, len(text))
    if OF_CHANNELS.search(text):
        better = OF_CHANNELS.sub(_of_shape, text)
        new = _quoted(better) if "[" in better else better
        words = "`$in` is one number, the channels, and `$sizes` lists the other sizes"
        return Help(f"{words}: write `{new}`", (Edit(place, new),))
    new = _quoted(text)
    return Help(f"{QUOTES}: `{new}`", (Edit(place, new),), certain=True)


def quoting_braces(line: str, span: Span) -> Help:
    """How to write a text with `${…}` in it.

    Args:
        line: the line that has it.
        span: its brace.
    """
    begun = re.search(r"[\w.-]*\$$", line[: span.column - 1])
    whole = begun and re.compile(r"[\w.-]*(?:\$\{[^{}]*\}[\w.-]*)+").match(line, begun.start())
    if not begun or not whole or not re.match(r"\s*(?:[,\]}]|$)", line[whole.end() :]):
        return Help(f'{QUOTES}: `"${{…}}"`')
    new = _quoted(whole[0])
    place = span.source.span(span.line, begun.start() + 1, len(whole[0]))
    return Help(f"{QUOTES}: `{new}`", (Edit(place, new),), certain=True)


def quoting_a_call(line: str, span: Span) -> Help | None:
    """How to write a call that is cut at a comma in a list; None where there is none.

    Args:
        line: the line that has it.
        span: what stands before the comma.
    """
    if len(line) > LONG:
        return None
    comma = span.column - 1 + len(line[span.column - 1 : span.end_column - 1])
    if "(" not in line[span.column - 1 : comma] or not line[comma:].lstrip().startswith(","):
        return None
    start, depth = span.column - 1, 0
    for i, sign in enumerate(line[start:], start):
        depth += (sign == "(") - (sign == ")")
        if i > comma and depth == 0:
            end = re.search(r"[,\]}]|$", line[i + 1 :])
            text = line[start : i + 1 + (end.start() if end else 0)].rstrip()
            new = _quoted(text)
            place = span.source.span(span.line, start + 1, len(text))
            return Help(f"{QUOTES}: `{new}`", (Edit(place, new),), certain=True)
    return None


def _of_shape(found: re.Match[str]) -> str:
    """`$in[0]` and `$in[1]`, which take `$in` for a whole shape: its channels, its first size."""
    axis = int(found[1])
    return f"$sizes[{axis - 1}]" if axis else "$in"


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


def _around(line: str, at: int) -> tuple[int, str] | None:
    """Where the value begins that has this bracket, and the value; None where it goes on.

    >>> _around("{size: [2, max(1, $sizes[0])], mode: a}", 24)
    (11, 'max(1, $sizes[0])')
    """
    starts = [found.end() for found in VALUE.finditer(line, 0, at)]
    start = starts[-1] if starts else 0
    while line[start : start + 1] in PAIRS:
        start += 1
    opened: list[str] = []
    for i, sign in enumerate(line[start:], start):
        if sign in PAIRS:
            opened.append(PAIRS[sign])
        elif opened and sign == opened[-1]:
            opened.pop()
        elif sign == ")":
            return None
        elif not opened and sign in ",}]":
            if i > at:
                text = line[start:i].rstrip()
                return None if '"' in text and "'" in text else (start, text)
            start = i + 1 + len(line[i + 1 :]) - len(line[i + 1 :].lstrip())
    return None
