"""Findings as text, for a terminal or a log.

    error[A201]: unknown field `widht` in a `conv` layer
     --> specs/tiny.yaml:5:12
    5 |   - conv: {widht: 64, kernel: 3}
      |            ^^^^^ `conv` has no such field
      = help: did you mean `width`?

`^` marks the fault, `-` what led to it, `~` a changed line and `+` a line to add.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from archspec.dataclass import dataclass
from archspec.diagnostics.diagnostic import Diagnostic, Edit, Help
from archspec.diagnostics.readable import printable
from archspec.diagnostics.span import Span

MAX_WIDTH = 160
"""Characters of a source line that are shown; longer ones are cut around the fault."""

STYLES = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "fact": "\x1b[1m", "place": "\x1b[1;34m"}
STYLES |= {"add": "\x1b[32m", "remove": "\x1b[31m", "plain": "", "end": "\x1b[0m"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours for a terminal; without `colour`, plain text."""

    colour: bool = False

    def __call__(self, style: str, text: str) -> str:
        """The text in that style."""
        wanted = self.colour and text and STYLES[style]
        return f"{STYLES[style]}{text}{STYLES['end']}" if wanted else text


def render(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """All findings, a blank line between them, without a newline at the end."""
    paint = Paint(colour)
    return "\n\n".join("\n".join(_lines(diagnostic, paint)) for diagnostic in diagnostics)


def _lines(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    severity = diagnostic.severity
    head = paint(severity, f"{severity}[{diagnostic.code}]")
    yield f"{head}{paint('fact', ': ' + diagnostic.message)}"
    margin = _margin(diagnostic)
    bar = " " * margin
    if diagnostic.span is not None and diagnostic.span.source.name:
        yield f"{bar}{paint('place', '-->')} {printable(str(diagnostic.span))}"
        yield from _excerpts(diagnostic, margin, paint)
    elif diagnostic.label:
        yield f"{bar} {paint('place', '=')} {diagnostic.label}"
    for note in diagnostic.notes:
        yield f"{bar} {paint('place', '=')} note: {note}"
    for one in diagnostic.helps:
        yield f"{bar} {paint('place', '=')} help: {one.text}"
        yield from _changes(one, margin, paint)


def _margin(diagnostic: Diagnostic) -> int:
    """The width of the largest line number that will be shown."""
    spans = [mark.span for mark in diagnostic.marks]
    spans += [edit.span for one in diagnostic.helps for edit in one.edits]
    spans += [diagnostic.span] if diagnostic.span else []
    return max((len(str(span.line)) for span in spans), default=1)


def _excerpts(diagnostic: Diagnostic, margin: int, paint: Paint) -> Iterator[str]:
    """The lines at fault and those that led there, in order, each with its underline."""
    assert diagnostic.span is not None  # noqa: S101  only called with one
    own = diagnostic.span
    marked = [(own, "^", diagnostic.label, "error")]
    marks = dict.fromkeys(mark for mark in diagnostic.marks if mark.span != own)
    marked += [(mark.span, "-", mark.label, "place") for mark in marks]
    last = own.source
    shown: Span | None = None
    for span, sign, label, style in sorted(
        marked, key=lambda m: (m[0].source is not own.source, m[0].start)
    ):
        if span.source is not last:
            yield f"{' ' * margin}{paint('place', ':::')} {printable(str(span))}"
            last = span.source
        text, before, width = _cut(span)
        if shown is None or (shown.source, shown.line) != (span.source, span.line):
            number = paint("place", f"{span.line:>{margin}} |")
            yield f"{number} {text}".rstrip()
        shown = span
        style = diagnostic.severity if style == "error" else style
        under = paint(style, f"{sign * width} {label}".rstrip())
        yield f"{' ' * margin} {paint('place', '|')} {' ' * before}{under}"


def _cut(span: Span) -> tuple[str, int, int]:
    """The line of a span as it is shown, the columns before the span, and its width in columns."""
    lines = span.source.lines
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    first = max(0, start - MAX_WIDTH // 2) if len(line) > MAX_WIDTH else 0
    shown = printable(line[first : first + MAX_WIDTH])
    head = "…" if first else ""
    tail = "…" if first + MAX_WIDTH < len(line) else ""
    before = columns(head + printable(line[first:start]))
    width = columns(printable(line[start : min(end, first + MAX_WIDTH)]))
    return head + shown + tail, before, max(width, 1)


def _changes(one: Help, margin: int, paint: Paint) -> Iterator[str]:
    """The lines as they would be; a certain fix says it in words already."""
    if one.certain:
        return
    for edit in one.edits:
        sign, text = _changed(edit)
        for i, line in enumerate(text.split("\n")):
            number = f"{edit.span.line + i:>{margin}} {sign}"
            yield f"{paint('add', number)} {printable(line)}".rstrip()


def _changed(edit: Edit) -> tuple[str, str]:
    """`+` and the new lines, or `~` and the line with the change in it."""
    span, lines = edit.span, edit.span.source.lines
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    head, tail = line[: span.column - 1], line[span.end_column - 1 :]
    if edit.text.endswith("\n"):
        return "+", (head + edit.text).rstrip("\n")
    if "\n" in edit.text:
        return "+", head + edit.text.rstrip().removesuffix("\n")
    return "~", head + edit.text + (tail if span.end_line == span.line else "")


def columns(text: str) -> int:
    r"""How many columns of a terminal a text takes: wide characters take two, combining ones none.

    >>> columns("conv"), columns("卷积"), columns("e\u0301")
    (4, 4, 1)
    """
    wide = (unicodedata.east_asian_width(c) in "WF" for c in text)
    return sum(0 if unicodedata.combining(c) else 1 + w for c, w in zip(text, wide, strict=True))
