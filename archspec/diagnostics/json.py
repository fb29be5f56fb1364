"""Findings as data, for machines."""

from collections.abc import Iterable
from typing import Any

from archspec.diagnostics.diagnostic import Diagnostic, Edit, Help
from archspec.diagnostics.readable import as_json
from archspec.diagnostics.span import LINE_END, Span


def to_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects, one a finding; places are null where no file is involved."""
    return as_json([as_dict(diagnostic) for diagnostic in diagnostics])


def as_dict(diagnostic: Diagnostic) -> dict[str, Any]:
    """One finding: lines and columns count characters from 1, the end is exclusive.

    Of its `fixes`, each is a way out by itself, the best first; the `edits` of one are made
    together, and none of them overlap. `old` is what stands in the place, so that an editor whose
    text has changed since sees it.
    """
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "file": span.source.name if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "label": diagnostic.label,
        "notes": list(diagnostic.notes),
        "help": [one.text for one in diagnostic.helps],
        "fixes": [_fix(one) for one in diagnostic.helps if one.edits],
    }


def _fix(one: Help) -> dict[str, Any]:
    return {"text": one.text, "certain": one.certain, "edits": [_edit(e) for e in one.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    span = edit.span
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "old": _text(span),
        "new": edit.text,
    }


def _text(span: Span) -> str:
    """What stands in a stretch of a text, with its ends of lines as they are."""
    text = span.source.text.removeprefix("\ufeff")
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    def at(line: int, column: int) -> int:
        return starts[line - 1] + column - 1 if line <= len(starts) else len(text)

    return text[at(span.line, span.column) : at(span.end_line, span.end_column)]
