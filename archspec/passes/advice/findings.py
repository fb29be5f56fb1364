"""Findings at the places where layers are written."""

from dataclasses import replace

from archspec.diagnostics import Diagnostic, Edit, Fix, Help, Problem, Span
from archspec.graph import Node
from archspec.language import locate
from archspec.syntax.writing import written


def finding(problem: Problem, node: Node) -> Diagnostic:
    """The problem at its layer, with what it would set written out as the layer is written."""
    found = locate(replace(problem, fixes=()), node.origin)
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
    """The edit of a layer that is written as `kind: value`, or as its kind alone."""
    origin, main = node.origin, node.layer.main or ""
    if not fix.set or origin.fields is not None:
        return ()
    if origin.value is not None:
        text = text_of(origin.value)
        only = [*fix.set] == [main]
        new = written(fix.set[main]) if only else f"{{{main}: {text}, {written(fix.set)[1:]}"
        return (Edit(origin.value, new),) if text else ()
    whole = f"{node.layer.kind}: {written(fix.set)}"
    # As the value of a field, a kind with fields needs braces around it; as an item it needs none.
    before = _line(origin.span)[: origin.span.column - 1]
    inside = before.rstrip().endswith(":")
    return (Edit(origin.span, f"{{{whole}}}" if inside else whole),)


def text_of(span: Span) -> str:
    """What is written there; empty where it takes more than a line."""
    if span.line != span.end_line:
        return ""
    return _line(span)[span.column - 1 : span.end_column - 1]


def _line(span: Span) -> str:
    lines = span.source.lines
    return lines[span.line - 1] if span.line <= len(lines) else ""
