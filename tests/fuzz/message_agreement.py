"""What every finding must be like, whatever led to it."""

from archspec.diagnostics import Diagnostic, Failure, Source, Span
from archspec.diagnostics.json import to_json
from archspec.diagnostics.pages import pages
from archspec.diagnostics.text import printable, render

MAX_FINDINGS = 5000


def check_failure(failure: Failure) -> None:
    """There is a finding, and each has a place within the text and a page."""
    assert failure.diagnostics
    for diagnostic in failure.diagnostics[:MAX_FINDINGS]:
        check_diagnostic(diagnostic)
    assert to_json(failure.diagnostics[:100])


def check_diagnostic(diagnostic: Diagnostic) -> None:
    """Its places are in the text, its words fit on a line, and a terminal can show it."""
    assert diagnostic.code in pages()
    assert diagnostic.message
    spans = [mark.span for mark in diagnostic.marks]
    spans += [edit.span for help_ in diagnostic.helps for edit in help_.edits]
    spans += [diagnostic.span] if diagnostic.span else []
    for span in spans:
        check_span(span)
    shown = render([diagnostic])
    strange = [c for c in shown if not c.isprintable() and c != "\n"]
    assert not strange, strange
    # A name in quotes may hold the end of a line; what is shown does not.
    assert shown.split("\n")[0].endswith(printable(diagnostic.message))


def check_span(span: Span) -> None:
    """It begins and ends in its text, and does not end before it begins."""
    lines = span.source.lines
    assert span.source.text or span == Span(span.source, 1, 1, 1, 2)
    assert (span.line, span.column) <= (span.end_line, span.end_column)
    assert within(span.source, span.line, span.column), (span, len(lines))
    end = (span.end_line, span.end_column)
    # What has no width is underlined by one column, so the end may stand one behind the line.
    assert within(span.source, end[0], end[1] - 1), (span, end)


def within(source: Source, line: int, column: int) -> bool:
    """Whether there is such a place; one column, or one line, may follow the last."""
    lines = source.lines
    if line == len(lines) + 1:
        return column <= 1
    return 1 <= line <= len(lines) and 0 <= column <= len(lines[line - 1]) + 1
