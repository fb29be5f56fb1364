"""Which axis counts channels, where values that are merged differ in that alone."""

from collections.abc import Iterator, Mapping

from archspec.diagnostics import Fix, Help, Problem
from archspec.graph import Node
from archspec.language.fields.locate import locate
from archspec.shapes import Shape

MAX_BACK = 100
"""Layers that are looked back through for the one that chose the axis."""


def other_axes(node: Node, done: Mapping[str, Node]) -> Iterator[Help]:
    """For each of two values that differ in their channel axis alone, what would make it the other.

    Args:
        node: what merges them.
        done: every node above it.
    """
    if len(node.shapes) != 2 or len({shape.dims for shape in node.shapes}) > 1:
        return
    for place, wanted in enumerate(reversed(node.shapes)):
        if isinstance(node.layer.infer((wanted, wanted)), Shape):
            yield from _chosen(node.inputs[place], wanted, done)


def _chosen(value: str, wanted: Shape, done: Mapping[str, Node]) -> Iterator[Help]:
    """The field of the layer that gave a value its axis, if there is one.

    That it cures is tried: layers in between may give something else for the other axis.
    """
    since: list[Node] = []
    while value in done and len(since) < MAX_BACK:
        node = done[value]
        fields = node.layer.counting(wanted.channel_axis)
        if fields:
            if _gives(node, fields, since) == wanted:
                [(name, axis)] = fields.items()
                text = f"count channels along axis {wanted.channel_axis} there: `{name}: {axis}`"
                fix = Fix(text, set=fields, main=node.layer.main or "")
                yield from locate(Problem("A403", "", fixes=(fix,)), node.origin).helps
            return
        since.append(node)
        value = node.inputs[0]


def _gives(node: Node, fields: Mapping[str, object], since: list[Node]) -> Shape | Problem:
    """What comes of a value if the layer has other fields; `since` are those below, last first."""
    output = node.layer.model_copy(update=fields).infer(node.shapes)
    for one in reversed(since):
        if isinstance(output, Problem):
            return output
        output = one.layer.infer((output, *one.shapes[1:]))
    return output
