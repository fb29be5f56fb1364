"""Which boxes give values to which, and where the shape of a value is news."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from archspec.backends.diagram.picture.picture import Edge
from archspec.graph import Node


def edges(
    outputs: Iterable[str],
    drawn: Sequence[Node],
    homes: Mapping[str, str],
    twins: Mapping[str, str],
) -> Iterator[Edge]:
    """An edge for each value that a box takes from another.

    A shape is said once for a value, where it is not the one that the giving box takes.

    Args:
        outputs: the values that the picture's outputs give, in their order.
        drawn: the nodes that are in a box.
        homes: the box of each value.
        twins: the value that is drawn instead of one: of the first round instead of the last, and
            what a layer takes instead of what it gives, where it does nothing.
    """
    known = {node.path: node for node in drawn}
    first: dict[str, Node] = {}
    for node in drawn:
        first.setdefault(homes[node.path], node)
    told: set[str] = set()
    for head, value, tail in _once(drawn, homes, twins, first):
        giver = known.get(value)
        news = giver is not None and giver.output != first[tail].shapes[0] and value not in told
        told.add(value)
        yield Edge(tail, head, str(giver.output) if giver and news else "")
    for i, taken in enumerate(outputs):
        yield Edge(homes[drawn_value(taken, twins)], f"out{i}")


def _once(
    drawn: Sequence[Node],
    homes: Mapping[str, str],
    twins: Mapping[str, str],
    first: Mapping[str, Node],
) -> Iterator[tuple[str, str, str]]:
    """Head, value and tail of each edge; a folded scope takes a value once for all its nodes."""
    seen: set[tuple[str, str]] = set()
    for node in drawn:
        head = homes[node.path]
        for taken in node.inputs:
            value = drawn_value(taken, twins)
            tail = homes[value]
            if tail == head or ((head, value) in seen and first[head] is not node):
                continue
            seen.add((head, value))
            yield head, value, tail


def drawn_value(value: str, twins: Mapping[str, str]) -> str:
    """The value that is drawn where another one stands for it."""
    while value in twins:
        value = twins[value]
    return value
