"""Findings as SARIF 2.1.0, which code scanning and editors read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from archspec.diagnostics.diagnostic import Diagnostic, Edit, Help
from archspec.diagnostics.pages import pages
from archspec.diagnostics.span import Span
from archspec.version import __version__

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
NEWLINES: Final = ("\r\n", "\n", "\r", "\x85", "\u2028", "\u2029")
"""What ends a line in YAML 1.1; SARIF would take the first two only."""

Json = dict[str, Any]


def to_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """A log of one run: a rule for each code that occurs, a result for each finding."""
    found = list(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in found})
    driver = {
        "name": "archspec",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": NEWLINES,
        "results": [_result(diagnostic, codes) for diagnostic in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> Json:
    """What the page of a code says."""
    page = pages().get(code)
    if page is None:
        return {"id": code}
    about = page.text.split("\n## ", 1)[0].partition("\n")[2].strip()
    return {
        "id": code,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": " ".join(about.split())},
        "help": {"text": page.text, "markdown": page.text},
    }


def _result(diagnostic: Diagnostic, codes: Sequence[str]) -> Json:
    helps = [f"help: {one.text}" for one in diagnostic.helps]
    notes = [f"note: {note}" for note in diagnostic.notes]
    result = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity,
        "message": {"text": "\n".join([diagnostic.message, *notes, *helps])},
    }
    if diagnostic.span is not None and diagnostic.span.source.name:
        result["locations"] = [_location(diagnostic.span, diagnostic.label)]
    if diagnostic.marks:
        result["relatedLocations"] = [
            {"id": i} | _location(mark.span, mark.label) for i, mark in enumerate(diagnostic.marks)
        ]
    fixes = [_fix(one) for one in diagnostic.helps if one.edits]
    return result | ({"fixes": fixes} if fixes else {})


def _location(span: Span, label: str) -> Json:
    place = {"artifactLocation": {"uri": uri(span.source.name)}, "region": _region(span)}
    return {"physicalLocation": place} | ({"message": {"text": label}} if label else {})


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(one: Help) -> Json:
    """The edits of a suggestion, by file."""
    files = dict.fromkeys(edit.span.source.name for edit in one.edits)
    changes = [
        {
            "artifactLocation": {"uri": uri(name)},
            "replacements": [_replacement(e) for e in one.edits if e.span.source.name == name],
        }
        for name in files
    ]
    return {"description": {"text": one.text}, "artifactChanges": changes}


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}


def uri(name: str) -> str:
    """A file's name as a URI, relative to the working folder where the file is below it.

    >>> uri("nets/my net#1.yaml")
    'nets/my%20net%231.yaml'
    """
    path = Path(name)
    if not path.is_absolute():
        return quote(path.as_posix())
    if path.is_relative_to(Path.cwd()):
        return quote(path.relative_to(Path.cwd()).as_posix())
    return path.as_uri()
