"""Findings as GitHub's workflow commands, which put them beside the lines of a pull request.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from collections.abc import Iterable

from archspec.diagnostics.diagnostic import Diagnostic
from archspec.diagnostics.readable import printable


def to_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One command a finding, each on a line.

    >>> from archspec.diagnostics import Source
    >>> print(to_github([Diagnostic("A201", "unknown: 50%", Source("a,b.yaml", "x").span())]))
    ::error file=a%2Cb.yaml,line=1,col=1,endLine=1,endColumn=2,title=A201::unknown: 50%25
    """
    return "\n".join(map(_command, diagnostics))


def _command(diagnostic: Diagnostic) -> str:
    properties = [*_place(diagnostic), ("title", diagnostic.code)]
    written = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{diagnostic.severity} {written}::{_data(_message(diagnostic))}"


def _place(diagnostic: Diagnostic) -> list[tuple[str, str]]:
    span = diagnostic.span
    if span is None or not span.source.name:
        return []
    places = (span.line, span.column, span.end_line, span.end_column)
    names = ("line", "col", "endLine", "endColumn")
    return [("file", _file(span.source.name)), *zip(names, map(str, places), strict=True)]


def _file(name: str) -> str:
    """The name, exact in the ends of lines that `_data` escapes, and harmless in a log."""
    return "".join(c if c in "\r\n" else printable(c) for c in name)


def _message(diagnostic: Diagnostic) -> str:
    """The fact, what stands beside its underline, and what to do."""
    label = [diagnostic.label] if diagnostic.label else []
    notes = [f"note: {note}" for note in diagnostic.notes]
    helps = [f"help: {one.text}" for one in diagnostic.helps]
    return "\n".join([diagnostic.message, *label, *notes, *helps])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
