"""What was found of a text, said of another one that differs from it in comments alone.

Comments and blank lines are most of what somebody types who explains a file, and a network is not
another one for them. Where they stand decides where findings stand, so both texts are read, and a
finding moves with the lines that it is about. Whatever a comment could mean to the compiler, or
whatever stands where a line has changed, is left to a check.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Source, Span
from archspec.syntax import Scalar, Tree
from archspec.syntax.counterparts import counterparts
from archspec.syntax.ignores import COMMENT

LINE_NUMBER: Final = re.compile(r"\blines? \d")


class Moved(Exception):  # noqa: N818  it is no error: the text is checked
    """A finding cannot be said again without a check."""


def moved_lines(before: Tree, after: Tree) -> Mapping[int, int] | None:
    r"""Where each line with something on it went; None where more than comments has changed.

    >>> from archspec.syntax import read
    >>> trees = (read(Source("a.yaml", text)) for text in ("a: 1\nb: 2", "# why\na: 1\n\nb: 2"))
    >>> moved_lines(*trees)
    {1: 2, 2: 4}
    """
    if _without_comments(before.span.source) != _without_comments(after.span.source):
        # So it is after most keystrokes, and then the trees need not be compared.
        return None
    lines: dict[int, int] = {}
    pairs = counterparts(before, after)
    if pairs is None or not all(_stand_alike(one, other, lines) for one, other in pairs):
        return None
    return dict(sorted(lines.items()))


def _without_comments(source: Source) -> list[str]:
    """The lines up to what may be a comment, as all behind a `#` may; those with nothing else."""
    lines = (line.partition("#")[0].rstrip() for line in source.lines)
    return [line for line in lines if line]


def _stand_alike(one: Tree, other: Tree, lines: dict[int, int]) -> bool:
    """Whether two trees stand in the same columns, and in lines that went the same way."""
    old, new = one.span, other.span
    ends = [(old.line, old.column, new.line, new.column)]
    if isinstance(one, Scalar) or one.flow:
        # What is written without brackets ends where the next thing begins.
        ends.append((old.end_line, old.end_column, new.end_line, new.end_column))
    return all(
        column == its_column and lines.setdefault(line, its_line) == its_line
        for line, column, its_line, its_column in ends
    )


def said_again(
    found: tuple[Diagnostic, ...], before: Source, after: Source, lines: Mapping[int, int]
) -> tuple[Diagnostic, ...] | None:
    """The findings at their new places; None where only a check can tell what they are.

    Args:
        found: what was found of the text before.
        before: that text.
        after: another one, which differs in comments alone.
        lines: where its lines went.
    """
    if COMMENT.search(before.text) or COMMENT.search(after.text):
        return None
    still = all(line == new for line, new in lines.items())
    if not still and any(LINE_NUMBER.search(text) for one in found for text in _texts(one)):
        return None
    move = _Move(before, after, lines)
    try:
        return tuple(map(move.finding, found))
    except Moved:
        return None


def _texts(finding: Diagnostic) -> Iterator[str]:
    yield from (finding.message, finding.label, *finding.notes)
    yield from (mark.label for mark in finding.marks)
    yield from (help_.text for help_ in finding.helps)


class _Move:
    """From one text to another."""

    def __init__(self, before: Source, after: Source, lines: Mapping[int, int]):
        self.before, self.after, self.lines = before, after, lines

    def finding(self, one: Diagnostic) -> Diagnostic:
        """The same finding at its new place."""
        span = self.span(one.span) if one.span else None
        marks = tuple(Mark(self.span(mark.span), mark.label) for mark in one.marks)
        return replace(one, span=span, marks=marks, helps=tuple(map(self._help, one.helps)))

    def _help(self, one: Help) -> Help:
        return replace(one, edits=tuple(map(self._edit, one.edits))) if one.edits else one

    def _edit(self, one: Edit) -> Edit:
        if "#" in one.text:
            raise Moved
        return Edit(self.span(one.span), one.text)

    def span(self, one: Span) -> Span:
        """Where a stretch went; one of another file stays."""
        if one.source is not self.before:
            return one
        if one.start == (1, 1) and self.lines.get(1) != 1:
            # It may be the beginning of the file that is meant, whatever stands there.
            raise Moved
        line = self._line(one.line, one.column)
        end_line = self._line(one.end_line, one.end_column)
        return Span(self.after, line, one.column, end_line, one.end_column)

    def _line(self, line: int, column: int) -> int:
        """Where a line went that is what it was up to a column, and ends there only if it did."""
        if line not in self.lines or line > len(self.before.lines):
            raise Moved
        old, new = self.before.lines[line - 1], self.after.lines[self.lines[line] - 1]
        if old[: column - 1] != new[: column - 1] or (len(old) < column) != (len(new) < column):
            raise Moved
        return self.lines[line]
