"""Findings as data, for machines."""

from collections.abc import Iterable
from typing import Any

from archspec.diagnostics.diagnostic import Diagnostic
from archspec.diagnostics.readable import as_json


def to_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects, one a finding; places are null where no file is involved."""
    return as_json([as_dict(diagnostic) for diagnostic in diagnostics])


def as_dict(diagnostic: Diagnostic) -> dict[str, Any]:
    """One finding: lines and columns count characters from 1, the end is exclusive."""
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
    }
