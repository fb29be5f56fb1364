"""Wires: where a value parts into several, and how a shortcut is led past what it skips.

A value that several boxes of a frame take is led into the frame once, and parts there. A line past
other boxes of its frame runs straight down beside them, through bends that stand next to the first
and the last of these. Past frames within the frame, or beside other such lines, Graphviz finds a
better way by itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from archspec.backends.diagram.graphviz.flow import SKIP, TRUNK, Flow
from archspec.backends.diagram.picture.picture import Edge, Frame, Item, Picture

Frames = tuple[str, ...]
"""The frames around something, the outermost first."""


@dataclass(frozen=True, slots=True)
class Point:
    """A dot in a frame where lines part, or a bend of one line."""

    id: str
    frame: str
    kind: Literal["parting", "bend"] = "parting"


@dataclass(frozen=True, slots=True)
class Wire:
    """A drawn line; a heavy one is straight. Sides are ports of Graphviz, free where empty."""

    tail: str
    head: str
    shape: str = ""
    arrow: bool = True
    weight: int = 0
    leaves: str = ""
    enters: str = ""


@dataclass(slots=True)
class Wiring:
    """Everything that is drawn between boxes; points by the frame that they are in."""

    points: dict[str, list[Point]]
    wires: list[Wire]


def route(picture: Picture) -> Wiring:
    """The points and wires of a picture.

    >>> from archspec.backends.diagram.picture.picture import Box
    >>> picture = Picture("x", (), (Box("a", ()), Box("b", ())), (Edge("a", "b"),))
    >>> [(wire.tail, wire.head, wire.weight) for wire in route(picture).wires]
    [('a', 'b', 12)]
    """
    order = [box.id for box in picture.boxes]
    router = _Router(
        dict(_homes(picture.items, ())), order, {box: i for i, box in enumerate(order)}
    )
    by_tail: dict[str, list[Edge]] = defaultdict(list)
    for edge in picture.edges:
        by_tail[edge.tail].append(edge)
    plain = [wire for tail, edges in by_tail.items() for wire in router.leave(tail, edges)]
    flow = Flow([(wire.tail, wire.head) for wire in plain])
    weighed = [replace(wire, weight=flow.weight(wire.tail, wire.head)) for wire in plain]
    spans = {wire: router.span(wire, flow) for wire in weighed if wire.weight == SKIP}
    wires = [bent for wire in weighed for bent in router.bend(wire, flow, spans)]
    return Wiring(dict(router.points), wires)


@dataclass(slots=True)
class _Router:
    """`homes` are the frames around each box and point; `order` and `place` say what is between."""

    homes: dict[str, Frames]
    order: list[str]
    place: dict[str, int]
    points: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0

    def leave(self, tail: str, edges: Sequence[Edge]) -> Iterator[Wire]:
        """Edges by how far out of the tail's frames they lead, the innermost first."""
        home = self.homes[tail]
        levels: dict[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            levels[len(_common([home, self.homes[edge.head]]))].append(edge)
        for level in sorted(levels, reverse=True):
            yield from self._lead(tail, home[:level], levels[level])

    def span(self, wire: Wire, flow: Flow) -> range:
        """The places of the boxes that a line passes, its ends included."""
        starts = [wire.tail] if wire.tail in self.place else flow.after[wire.tail]
        places = [self.place[start] for start in starts if start in self.place]
        return range(min(places, default=0), self.place.get(wire.head, len(self.order)) + 1)

    def bend(self, wire: Wire, flow: Flow, spans: Mapping[Wire, range]) -> Iterator[Wire]:
        """A line past other boxes as three: aside, straight down, and back."""
        frame = _common([self.homes[wire.tail], self.homes[wire.head]])
        if wire not in spans or not self._alone(wire, frame, spans):
            yield wire
            return
        bends = 1 if flow.length(wire.tail, wire.head) == 2 else 2
        ids = [self._point(frame, "bend").id for _ in range(bends)]
        aside = replace(wire, head=ids[0], arrow=False, leaves="e", enters="m:n")
        yield replace(aside, weight=BESIDE)
        for one, other in pairwise(ids):
            yield Wire(one, other, arrow=False, weight=SKIP, leaves="m:s", enters="m:n")
        yield Wire(ids[-1], wire.head, arrow=wire.arrow, weight=BESIDE, leaves="m:s", enters="e")

    def _alone(self, wire: Wire, frame: Frames, spans: Mapping[Wire, range]) -> bool:
        """Whether a line passes nothing but boxes of its own frame, and no line like it."""
        span = spans[wire]
        if wire.head not in self.place or any(self.homes[self.order[i]] != frame for i in span):
            return False
        others = (other for one, other in spans.items() if one is not wire)
        return not any(o.start < span.stop - 1 and span.start < o.stop - 1 for o in others)

    def _lead(self, tail: str, here: Frames, edges: Sequence[Edge]) -> Iterator[Wire]:
        """Wires from a point in the frame `here` to the heads of these edges."""
        groups: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            frames = self.homes[edge.head]
            groups[frames[len(here)] if len(frames) > len(here) else ""].append(edge)
        for frame, group in groups.items():
            if len(group) == 1 or not frame:
                yield from (Wire(tail, edge.head, edge.shape) for edge in group)
            else:
                yield from self._enter(tail, group)

    def _enter(self, tail: str, group: Sequence[Edge]) -> Iterator[Wire]:
        """One wire to a point in the innermost frame that holds all heads, and on from there."""
        frame = _common([self.homes[edge.head] for edge in group])
        point = self._point(frame, "parting")
        shape = next((edge.shape for edge in group if edge.shape), "")
        yield Wire(tail, point.id, shape, arrow=False)
        yield from self._lead(point.id, frame, [Edge(e.tail, e.head) for e in group])

    def _point(self, frames: Frames, kind: Literal["parting", "bend"]) -> Point:
        inner = frames[-1] if frames else ""
        point = Point(f"p{self.count}", inner, kind)
        self.count += 1
        self.points[inner].append(point)
        self.homes[point.id] = frames
        return point


BESIDE = (SKIP + TRUNK) // 4
"""The weight of the ends of a shortcut, which should be short while its middle is long."""


def _common(paths: Sequence[Frames]) -> Frames:
    """The frames that are around all of them.

    >>> _common([("a", "b"), ("a", "c", "d")])
    ('a',)
    """
    shared = 0
    while all(len(path) > shared and path[shared] == paths[0][shared] for path in paths):
        shared += 1
    return paths[0][:shared]


def _homes(items: Sequence[Item], around: Frames) -> Iterator[tuple[str, Frames]]:
    for item in items:
        if isinstance(item, Frame):
            yield from _homes(item.items, (*around, item.id))
        else:
            yield item.id, around
