"""From what the other files find to what the protocol calls it, version 3.17."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from lsprotocol import types

from archspec.diagnostics import Diagnostic
from archspec.diagnostics.pages import pages
from archspec.lsp.actions import Action, Change
from archspec.lsp.completion import Completion
from archspec.lsp.documents import Document
from archspec.lsp.hover import Hover
from archspec.lsp.outline import Declaration
from archspec.lsp.positions import Range, Text
from archspec.lsp.references import Stretch
from archspec.lsp.symbols import Symbol

SEVERITIES: Final = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
}
COMPLETIONS: Final = {
    "kind": types.CompletionItemKind.Class,
    "block": types.CompletionItemKind.Function,
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.EnumMember,
    "parameter": types.CompletionItemKind.Variable,
    "layer": types.CompletionItemKind.Reference,
}
SYMBOLS: Final = {
    "part": types.SymbolKind.Namespace,
    "layer": types.SymbolKind.Class,
    "block": types.SymbolKind.Function,
    "parameter": types.SymbolKind.Variable,
}
FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.archspec"


def range_of(text: Text, start: int, end: int) -> types.Range:
    """A stretch of the text."""
    return _range(text.range(start, end))


def diagnostics(document: Document) -> list[types.Diagnostic]:
    """Everything that is wrong, for the editor to underline."""
    return [diagnostic(document, finding) for finding in document.findings]


def diagnostic(document: Document, finding: Diagnostic) -> types.Diagnostic:
    """A finding; one in another file stands at the call of that, or at `include`."""
    spans = [finding.span, *(mark.span for mark in finding.marks)]
    own = next((span for span in spans if span and span.source is document.source), None)
    place = document.text.span_range(own) if own else _included(document)
    link = _page(finding.code)
    return types.Diagnostic(
        range=_range(place),
        message=_message(document, finding),
        severity=SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(link) if link else None,
        source="archspec",
        related_information=list(_marks(document, finding)) or None,
    )


def completion(text: Text, found: Iterable[Completion]) -> types.CompletionList:
    """Options in the order in which they are worth a look."""
    return types.CompletionList(
        is_incomplete=False,
        items=[
            types.CompletionItem(
                label=one.option.name,
                kind=COMPLETIONS[one.option.sort],
                detail=one.option.detail or None,
                documentation=_markdown(one.option.about) if one.option.about else None,
                filter_text=f"{one.option.before}{one.option.name}",
                sort_text=f"{i:04}",
                text_edit=types.TextEdit(range_of(text, one.start, one.end), one.text),
            )
            for i, one in enumerate(found)
        ],
    )


def hover(text: Text, found: Hover) -> types.Hover:
    """An explanation of a word."""
    return types.Hover(_markdown(found.text), range_of(text, found.start, found.end))


def location(document: Document, found: Declaration) -> types.Location:
    """Where a name is given."""
    word = found.word
    return types.Location(document.uri, range_of(document.text, word.start, word.end))


def locations(document: Document, found: Iterable[Stretch]) -> list[types.Location]:
    """Stretches of a document."""
    text = document.text
    return [types.Location(document.uri, range_of(text, one.start, one.end)) for one in found]


def workspace_edit(document: Document, found: Iterable[Change]) -> types.WorkspaceEdit:
    """Changes of one document."""
    return types.WorkspaceEdit(changes={document.uri: text_edits(document.text, found)})


def code_action(document: Document, action: Action) -> types.CodeAction:
    """A change to offer."""
    edits = text_edits(document.text, action.changes)
    finding = action.finding
    kind = types.CodeActionKind.QuickFix if finding else FIX_ALL
    return types.CodeAction(
        title=action.title,
        kind=kind,
        diagnostics=[diagnostic(document, finding)] if finding else None,
        is_preferred=action.certain or None,
        edit=types.WorkspaceEdit(changes={document.uri: edits}),
    )


def text_edits(text: Text, found: Iterable[Change]) -> list[types.TextEdit]:
    """Changes of the text."""
    return [types.TextEdit(range_of(text, one.start, one.end), one.text) for one in found]


def symbol(text: Text, found: Symbol) -> types.DocumentSymbol:
    """A part of the outline, with what is in it."""
    return types.DocumentSymbol(
        name=found.name or "…",
        detail=found.detail or None,
        kind=SYMBOLS[found.sort],
        range=range_of(text, found.item.start, max(found.item.end, found.word.end)),
        selection_range=range_of(text, found.word.start, found.word.end),
        children=[symbol(text, child) for child in found.children],
    )


def _range(place: Range) -> types.Range:
    start, end = (types.Position(*position) for position in place)
    return types.Range(start, end)


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)


def _included(document: Document) -> Range:
    """Where other files are named; the beginning, if they are not."""
    include = document.sketch.child("include")
    word = include.key if include else None
    return document.text.range(word.start, word.end) if word else ((0, 0), (0, 0))


def _message(document: Document, finding: Diagnostic) -> str:
    """The fact, then what belongs to it, a line each."""
    span = finding.span
    elsewhere = span is not None and span.source is not document.source and span.source.name
    fact = f"{span}: {finding.message}" if elsewhere else finding.message
    lines = [fact, *([finding.label] if finding.label else [])]
    lines += [f"note: {note}" for note in finding.notes]
    return "\n".join([*lines, *(f"help: {help_.text}" for help_ in finding.helps)])


def _marks(document: Document, finding: Diagnostic) -> Iterator[types.DiagnosticRelatedInformation]:
    for mark in finding.marks:
        if mark.span.source is document.source:
            place = types.Location(document.uri, _range(document.text.span_range(mark.span)))
            yield types.DiagnosticRelatedInformation(place, mark.label)


def _page(code: str) -> str | None:
    """Where the page of a code is, which ships with archspec."""
    path = Path(str(files("archspec.diagnostics.pages") / f"{code}.md"))
    return path.as_uri() if code in pages() and path.exists() else None
