"""Comments that silence advice: `# archspec: ignore A701, A706: a reason`."""

import re
from collections.abc import Iterator
from typing import Final

from archspec.dataclass import dataclass
from archspec.diagnostics import Source, Span
from archspec.patterns import compile_later
from archspec.syntax.tree import Mapping, Scalar, Tree

COMMENT: Final = compile_later(r"#\s*archspec:\s*ignore\b")
CODE: Final = compile_later(r"[\s,]*(A\d{3})\b")
CODES: Final = compile_later(r"\s*A\d{3}\b(?:\s*,\s*A\d{3}\b)*")

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


def ignores(source: Source, tree: Tree) -> tuple[Ignore, ...]:
    """Every code that is silenced somewhere in a text, in order.

    At the end of a line a comment silences that line; on a line of its own, the next line that
    has more than a comment.

    >>> from archspec.syntax import read
    >>> source = Source("a.yaml", "- conv: 4  # archspec: ignore A701: as the book does")
    >>> [(one.code, one.line) for one in ignores(source, read(source))]
    [('A701', 1)]
    """
    lines = source.lines
    found = [(n, match) for n, line in enumerate(lines, 1) for match in COMMENT.finditer(line)]
    # Most files silence nothing, and then nothing is walked.
    texts = tuple(_texts(tree)) if found else ()
    outside = [(n, m) for n, m in found if not _inside((n, m.start() + 1), texts)]
    return tuple(one for n, match in outside for one in _named(source, lines, n, match))


def _texts(tree: Tree) -> Iterator[Span]:
    """Where texts with a `#` stand, which begins no comment there."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += [part for entry in one for part in (entry.key, entry.value)]
        elif not isinstance(one, Scalar):
            waiting += one
        elif "#" in one.text:
            yield one.span


def _inside(place: Place, spans: tuple[Span, ...]) -> bool:
    return any(span.start <= place < (span.end_line, span.end_column) for span in spans)


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
