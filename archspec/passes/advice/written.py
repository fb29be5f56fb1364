"""Findings at the places where layers are written."""

from dataclasses import replace

from archspec.diagnostics import Diagnostic, Edit, Fix, Help, Problem, Span
from archspec.graph import Node
from archspec.spec import locate


def finding(problem: Problem, node: Node) -> Diagnostic:
    """The problem at its layer, with what it would set written out as the layer is written."""
    found = locate(problem, node.origin)
    return replace(found, helps=tuple(help_for(fix, node) for fix in problem.fixes))


def help_for(fix: Fix, node: Node) -> Help:
    """The fix as an edit of the layer.

    A layer that a container made has no place of its own, so nothing can be set on it.
    """
    if text_of(node.origin.span) != node.layer.kind:
        return Help(fix.text)
    [located] = locate(Problem("", "", fixes=(fix,)), node.origin).helps
    return located if located.edits else replace(located, edits=_bare(fix, node))


def _bare(fix: Fix, node: Node) -> tuple[Edit, ...]:
    """Braces around `kind: value`, or behind a kind that stands alone."""
    origin = node.origin
    if not fix.set or origin.fields is not None:
        return ()
    fields = ", ".join(f"{name}: {str(value).lower()}" for name, value in fix.set.items())
    if origin.value is not None:
        return (Edit(origin.value, f"{{{node.layer.main}: {text_of(origin.value)}, {fields}}}"),)
    end = origin.span._replace(line=origin.span.end_line, column=origin.span.end_column)
    return (Edit(end, f": {{{fields}}}"),)


def text_of(span: Span) -> str:
    """What is written there; empty where it takes more than a line."""
    lines = span.source.lines
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return line[span.column - 1 : span.end_column - 1] if span.line == span.end_line else ""
