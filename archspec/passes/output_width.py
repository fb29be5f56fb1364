"""Where a file says how wide an output is, or of what shape an input, and what to write there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from archspec.diagnostics import Diagnostic, Edit, Help, Mark, OtherWidth, Span
from archspec.graph import Graph, Node
from archspec.patterns import compile_later

NUMBER: Final = compile_later(r"\d+")
PARAMETER: Final = compile_later(r"\$(\w+)|\$\{(\w+)\}")


def at_its_width(finding: Diagnostic, other: OtherWidth, graph: Graph) -> Diagnostic:
    """The finding at the width that was written, with the line that ends it.

    Args:
        finding: at the place of the recipe that the output is held against.
        other: how wide it has to be.
        graph: whose output it is.
    """
    span = _written(graph, other.output or next(iter(graph.outputs)))
    if span is None or finding.span is None:
        return finding
    text = _text(span)
    helps = finding.helps
    if NUMBER.fullmatch(text) and helps:
        helps = (replace(helps[0], edits=(Edit(span, str(other.wanted)),)), *helps[1:])
    elif named := PARAMETER.fullmatch(text):
        name = named[1] or named[2]
        helps = (Help(_setting({name: other.wanted})), *helps[1:])
    mark = Mark(finding.span, finding.label or f"{other.wanted} classes")
    return replace(finding, span=span, label="", marks=(mark,), helps=helps)


def at_its_shape(finding: Diagnostic, wanted: Sequence[int], graph: Graph) -> Diagnostic:
    """The finding with the values of parameters that end it, where the input is made of these.

    Args:
        finding: at the place of the recipe that the input is held against.
        wanted: the shape that it has to have.
        graph: whose input it is.
    """
    given = [one.strip() for one in _text(graph.inputs[0].span).strip("[]").split(",")]
    if len(given) != len(wanted):
        return finding
    values = dict[str, int]()
    for text, size in zip(given, wanted, strict=True):
        named = PARAMETER.fullmatch(text)
        if named is None:
            if text != str(size):
                return finding
        elif values.setdefault(named[1] or named[2], size) != size:
            return finding
    helps = (Help(_setting(values)), *finding.helps[1:])
    return replace(finding, helps=helps) if values else finding


def _setting(values: Mapping[str, int]) -> str:
    """How parameters are set: by whoever runs a command, or in a file that is their own."""
    options = " ".join(f"--set {name}={value}" for name, value in values.items())
    fields = ", ".join(f"{name}: {value}" for name, value in values.items())
    noun = "parameter" if len(values) == 1 else "parameters"
    return f"set the {noun}: `{options}`, or `{fields}` in the file"


def _written(graph: Graph, output: str) -> Span | None:
    """The place of the width of the last layer on the way to an output that has one."""
    nodes = {node.path: node for node in graph.nodes}
    node = nodes.get(graph.outputs[output])
    while node is not None and not hasattr(node.layer, "width"):
        node = nodes.get(node.inputs[0]) if _keeps_width(node) else None
    if node is None:
        return None
    entry = node.origin.fields.entry("width") if node.origin.fields else None
    found = entry.value.span if entry else node.origin.value
    return found if found is not None and found.source.name else None


def _keeps_width(node: Node) -> bool:
    """Whether what a layer gives is as wide as the only value that it takes."""
    return len(node.inputs) == 1 and node.shapes[0].dims[:1] == node.output.dims[:1]


def _text(span: Span) -> str:
    lines = span.source.lines
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return line[span.column - 1 : span.end_column - 1] if span.end_line == span.line else ""
