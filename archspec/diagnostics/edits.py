"""Changing a text by edits of spans."""

from collections.abc import Iterable

from archspec.diagnostics.diagnostic import Edit
from archspec.diagnostics.span import LINE_END, Source


def apply(source: Source, edits: Iterable[Edit]) -> str:
    """The text with all edits made, the last one first so that places stay right.

    >>> source = Source("a.yaml", "conv: {widht: 3}")
    >>> apply(source, [Edit(source.span(1, 8, 5), "width")])
    'conv: {width: 3}'
    """
    text = source.text
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    marked = 1 if text.startswith("\ufeff") else 0

    def offset(line: int, column: int) -> int:
        if line > len(starts):
            return len(text)
        return starts[line - 1] + column - 1 + (marked if line == 1 else 0)

    ordered = sorted(edits, key=lambda edit: edit.span.start, reverse=True)
    for edit in ordered:
        start = offset(edit.span.line, edit.span.column)
        end = offset(edit.span.end_line, edit.span.end_column)
        text = text[:start] + edit.text + text[end:]
    return text
