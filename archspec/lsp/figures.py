"""Where a text is now what it was when it was last a network, and what that network says there."""

from collections.abc import Iterator

from archspec.dataclass import dataclass
from archspec.graph import Node
from archspec.graph.seen import seen
from archspec.lsp.documents import Compiled, Document
from archspec.lsp.sketch import Item


@dataclass(frozen=True, slots=True)
class Figures:
    """A layer in numbers; a container is all of its layers.

    Args:
        nodes: its nodes, in order.
        times: how often it is there, as inside a repeat.
    """

    nodes: tuple[Node, ...]
    times: int

    def __str__(self) -> str:
        first, last = self.nodes[0], self.nodes[-1]
        taken = ", ".join(map(str, first.shapes))
        lines = [f"**{taken} → {last.output}**"]
        params = sum(node.cost.params for node in self.nodes)
        macs = sum(node.cost.macs for node in self.nodes)
        lines.append(f"{params:,} parameters, {macs:,} MACs")
        if sees := seen(last.receptive_fields, named=len(last.receptive_fields) > 1):
            lines.append(f"receptive field {sees}")
        if self.times > 1:
            lines.append(f"{self.times} times: the first one's input, the last one's output")
        return "  \n".join(lines)


def figures(document: Document, item: Item) -> Figures | None:
    """The figures of the layer that an item is, where the text around it has not changed."""
    compiled = document.compiled
    span = _before(document, item.start, item.end) if compiled else None
    if compiled is None or span is None:
        return None
    nodes = tuple(_inside(compiled, *span))
    if not nodes:
        return None
    first = nodes[0]
    written = first.origin.span.start
    times = sum(n.origin.span.start == written and n.layer.kind == first.layer.kind for n in nodes)
    return Figures(nodes, times)


def _inside(compiled: Compiled, start: int, end: int) -> Iterator[Node]:
    """The nodes that were written in a stretch, or that a block called from there has."""
    for node in compiled.graph.nodes:
        origin = node.origin
        places = (origin.span, *(call.span for call in origin.calls))
        if any(start <= compiled.text.start(span) < end for span in places):
            yield node


def _before(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Where a stretch stood in the last network's text; None where an edit has touched it."""
    compiled = document.compiled
    if compiled is None:
        return None
    if document.lines is not None:
        return _moved_back(document, compiled, start, end)
    old, new = compiled.text.text, document.text.text
    same = _common(old, new)
    if end <= same:
        return start, end
    limit = min(len(old), len(new)) - same
    tail = min(_common(old[::-1], new[::-1]), limit)
    moved = len(old) - len(new)
    return (start + moved, end + moved) if start >= len(new) - tail else None


def _moved_back(
    document: Document, compiled: Compiled, start: int, end: int
) -> tuple[int, int] | None:
    """The same where comments alone have changed since, and lines have moved."""
    where_from = {new: old for old, new in (document.lines or {}).items()}
    found = []
    for offset in (start, end):
        line = document.text.line_at(offset)
        if line not in where_from:
            return None
        column = offset - document.text.lines[line - 1][0]
        found.append(compiled.text.lines[where_from[line] - 1][0] + column)
    return found[0], found[1]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike.

    >>> _common("- conv: 3", "- conv: 64")
    8
    """
    if one == other:
        return len(one)
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
