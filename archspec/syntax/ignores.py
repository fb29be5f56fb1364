"""Comments that silence advice: `# archspec: ignore A701, A706: a reason`."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from archspec.diagnostics import Source, Span

COMMENT: Final = re.compile(r"#\s*archspec:\s*ignore\b")
CODE: Final = re.compile(r"[\s,]*(A\d{3})\b")
CODES: Final = re.compile(r"\s*A\d{3}\b(?:\s*,\s*A\d{3}\b)*")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ignore:
    """A code that a comment silences.

    Args:
        code: the code; empty where the comment names none.
        line: the line on which it is silent.
        span: the code, or the comment where it names none.
        comment: the whole comment, to the end of its line.
        only: whether the comment names no other code.
    """

    code: str
    line: int
    span: Span
    comment: Span
    only: bool = True


def ignores(source: Source) -> tuple[Ignore, ...]:
    """Every code that is silenced somewhere, in order.

    At the end of a line a comment silences that line; on a line of its own, the next line that
    has more than a comment. The text must be YAML.

    >>> text = "- conv: 4  # archspec: ignore A701: as the book does"
    >>> [(one.code, one.line) for one in ignores(Source("a.yaml", text))]
    [('A701', 1)]
    """
    lines = source.lines
    found = [(n, match) for n, line in enumerate(lines, 1) for match in COMMENT.finditer(line)]
    # Most files silence nothing, and then nothing is read twice.
    scalars = _Scalars(source) if found else None
    outside = [(n, m) for n, m in found if scalars and not scalars.hold((n, m.start() + 1))]
    return tuple(one for n, match in outside for one in _named(source, lines, n, match))


def _named(
    source: Source, lines: tuple[str, ...], number: int, match: re.Match[str]
) -> Iterator[Ignore]:
    text = lines[number - 1]
    comment = source.span(number, match.start() + 1, len(text.rstrip()) - match.start())
    line = _next(lines, number) if text.lstrip().startswith("#") else number
    codes = CODES.match(text, match.end())
    if codes is None:
        yield Ignore("", line, comment, comment)
        return
    each = list(CODE.finditer(text, codes.start(), codes.end()))
    for one in each:
        span = source.span(number, one.start(1) + 1, len(one[1]))
        yield Ignore(one[1], line, span, comment, len(each) == 1)


def _next(lines: tuple[str, ...], number: int) -> int:
    """The first line below that has more than a comment."""
    below = enumerate(lines[number:], number + 1)
    return next((n for n, line in below if line.strip() and line.lstrip()[0] != "#"), number)


class _Scalars:
    """Where texts stand, in which a `#` begins no comment."""

    def __init__(self, source: Source):
        text = source.text.removeprefix("\ufeff")
        tokens = yaml.scan(text, Loader=yaml.CSafeLoader)
        marks = [(t.start_mark, t.end_mark) for t in tokens if isinstance(t, yaml.ScalarToken)]
        self.starts: list[Place] = [(a.line + 1, a.column + 1) for a, _ in marks]
        self.ends: list[Place] = [(b.line + 1, b.column + 1) for _, b in marks]

    def hold(self, place: Place) -> bool:
        """Whether a character stands in a text."""
        before = bisect_right(self.starts, place) - 1
        return before >= 0 and place < self.ends[before]
