"""Where a value that several boxes of a frame take is led into the frame once, and parts there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archspec.backends.diagram.picture import Box, Edge, Frame, Item, Picture


@dataclass(frozen=True, slots=True)
class Junction:
    """A small dot at the top of a frame."""

    id: str
    frame: str


@dataclass(frozen=True, slots=True)
class Wire:
    """A drawn line; `near` where it leads to the next box, so that these stand in a column."""

    tail: str
    head: str
    shape: str = ""
    arrow: bool = True
    near: bool = True


@dataclass(slots=True)
class _Router:
    """`homes` are the frames around each box, the outermost first; `order` its place."""

    homes: dict[str, tuple[str, ...]]
    order: dict[str, int]
    junctions: dict[str, list[Junction]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0

    def lead(self, tail: str, here: tuple[str, ...], edges: Sequence[Edge]) -> Iterator[Wire]:
        """Wires from a point in the frame `here` to the heads of these edges."""
        groups: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            frames = self.homes[edge.head]
            inside = frames[: len(here)] == here and len(frames) > len(here)
            groups[frames[len(here)] if inside else f"={edge.head}"].append(edge)
        for key, group in groups.items():
            if len(group) == 1 or key.startswith("="):
                yield from (Wire(tail, e.head, e.shape, near=self._near(e)) for e in group)
            else:
                yield from self._enter(tail, self._common(group), group)

    def _enter(self, tail: str, frame: tuple[str, ...], group: Sequence[Edge]) -> Iterator[Wire]:
        junction = Junction(f"j{self.count}", frame[-1])
        self.count += 1
        self.junctions[frame[-1]].append(junction)
        shape = next((edge.shape for edge in group if edge.shape), "")
        near = any(map(self._near, group))
        yield Wire(tail, junction.id, shape, arrow=False, near=near)
        yield from self.lead(junction.id, frame, [Edge(e.tail, e.head) for e in group])

    def _common(self, group: Sequence[Edge]) -> tuple[str, ...]:
        """The innermost frame that holds all heads."""
        paths = [self.homes[edge.head] for edge in group]
        shared = 0
        while all(len(p) > shared and p[shared] == paths[0][shared] for p in paths):
            shared += 1
        return paths[0][:shared]

    def _near(self, edge: Edge) -> bool:
        return self.order[edge.head] - self.order[edge.tail] == 1


def route(picture: Picture) -> tuple[dict[str, list[Junction]], list[Wire]]:
    """The junctions of each frame, and the wires.

    >>> picture = Picture("x", (), (Box("a", ()), Box("b", ())), (Edge("a", "b"),))
    >>> route(picture)[1]
    [Wire(tail='a', head='b', shape='', arrow=True, near=True)]
    """
    homes = dict(_homes(picture.items, ()))
    order = {box.id: i for i, box in enumerate(picture.boxes)}
    router = _Router(homes, order)
    by_tail: dict[str, list[Edge]] = defaultdict(list)
    for edge in picture.edges:
        by_tail[edge.tail].append(edge)
    wires = [wire for tail, edges in by_tail.items() for wire in _leave(router, tail, edges)]
    return dict(router.junctions), wires


def _leave(router: _Router, tail: str, edges: Sequence[Edge]) -> Iterator[Wire]:
    """Edges by how far out of the tail's frames they lead, the innermost first."""
    home = router.homes[tail]
    levels: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        frames = router.homes[edge.head]
        shared = next(
            (i for i, (a, b) in enumerate(zip(home, frames, strict=False)) if a != b),
            min(len(home), len(frames)),
        )
        levels[shared].append(edge)
    for level in sorted(levels, reverse=True):
        yield from router.lead(tail, home[:level], levels[level])


def _homes(items: Sequence[Item], around: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in items:
        if isinstance(item, Frame):
            yield from _homes(item.items, (*around, item.id))
        else:
            yield item.id, around
