"""What is drawn between the boxes of a DOT text: edges, partings within frames, and the trunk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archspec.backends.diagram.picture.picture import Edge, Frame, Item, Picture

TRUNK, ALONE, MERGING = 12, 2, 1
"""Weights of edges; a box near to what it takes is found more easily than one near to a merge."""


@dataclass(frozen=True, slots=True)
class Wires:
    """Lines, and the points at which they part.

    Args:
        edges: from box to box, or to a point and on from there.
        points: by the frame in which they are.
        weights: how strongly each edge, by its two ends, is kept short and straight.
    """

    edges: tuple[Edge, ...]
    points: dict[str, list[str]]
    weights: Mapping[tuple[str, str], int]


def wires(picture: Picture) -> Wires:
    """The lines of a picture; a value that several boxes of a frame take enters it once.

    >>> from archspec.backends.diagram.picture.picture import Box
    >>> frame = Frame("f", "", "", (Box("b", ()), Box("c", ())))
    >>> edges = (Edge("a", "b"), Edge("a", "c"), Edge("b", "c"))
    >>> found = wires(Picture("x", (), (Box("a", ()), frame), edges))
    >>> [(edge.tail, edge.head) for edge in found.edges], found.points
    ([('a', 'p0'), ('p0', 'b'), ('p0', 'c'), ('b', 'c')], {'f': ['p0']})
    """
    homes = dict(_homes(picture.items, ()))
    entering: dict[tuple[str, object], list[Edge]] = defaultdict(list)
    for i, edge in enumerate(picture.edges):
        entered = [frame for frame in homes[edge.head] if frame not in homes[edge.tail]]
        entering[edge.tail, entered[0] if entered else i].append(edge)
    points: dict[str, list[str]] = defaultdict(list)
    edges: list[Edge] = []
    for number, ((tail, _), group) in enumerate(entering.items()):
        if len(group) == 1:
            edges += group
            continue
        first, *others = (homes[edge.head] for edge in group)
        point = f"p{number}"
        points[[frame for frame in first if all(frame in o for o in others)][-1]].append(point)
        edges.append(Edge(tail, point, next((edge.shape for edge in group if edge.shape), "")))
        edges += [Edge(point, edge.head) for edge in group]
    return Wires(tuple(edges), dict(points), dict(_weights(edges)))


def _homes(items: Sequence[Item], around: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The frames around each box, the outermost first."""
    for item in items:
        if isinstance(item, Frame):
            yield from _homes(item.items, (*around, item.id))
        else:
            yield item.id, around


def _weights(edges: Sequence[Edge]) -> Iterator[tuple[tuple[str, str], int]]:
    """Of each edge: of the trunk, of one that leads to a box alone, of one into a merge.

    The trunk is on the longest way to a box and on the longest way on from another.
    """
    depth, height = _lengths(edges), _lengths([Edge(e.head, e.tail) for e in reversed(edges)])
    heads: dict[str, list[str]] = defaultdict(list)
    tails: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        heads[edge.tail].append(edge.head)
        tails[edge.head].append(edge.tail)
    for tail, head in ((edge.tail, edge.head) for edge in edges):
        onward = _only_most(heads[tail], height) == head
        trunk = onward and _only_most(tails[head], depth) == tail
        yield (tail, head), TRUNK if trunk else ALONE if len(tails[head]) == 1 else MERGING


def _lengths(edges: Iterable[Edge]) -> Mapping[str, int]:
    """The most edges, given in the order of a walk, that lead to each point."""
    found: dict[str, int] = defaultdict(int)
    for edge in edges:
        found[edge.head] = max(found[edge.head], found[edge.tail] + 1)
    return found


def _only_most(points: Sequence[str], length: Mapping[str, int]) -> str:
    """The point that is farthest; none where several are, as neither of these is the trunk."""
    most = max(length[point] for point in points)
    found = [point for point in points if length[point] == most]
    return found[0] if len(found) == 1 else ""
