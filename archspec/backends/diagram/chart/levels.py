"""Which lines a frame has to draw: those between two of its items, and those that cross its border.

A frame lies on the axis of what stands around it. One value comes in on the axis and one goes out:
the *main* ones. Every other that crosses the border is drawn beside the axis, in a lane.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from archspec.backends.diagram.picture.picture import Frame, Item, Picture

SOURCE = -1
"""The item that stands for what comes into a frame on the axis."""

Kind: TypeAlias = Literal["below", "out", "above", "side"]
"""Where a lane begins or ends: at a dot below an item, at such a dot within it, above a frame, or
at the right side of a box."""


class End(NamedTuple):
    """Where a lane begins or ends: the item, what kind of end, and the box that it belongs to."""

    item: int
    kind: Kind
    of: str

    @property
    def port(self) -> tuple[str, str]:
        """The name under which blocks say where that is."""
        return "below" if self.kind == "out" else self.kind, self.of


@dataclass(slots=True)
class Level:
    """The items of a frame, by number, and the lines between them.

    Args:
        items: of the frame, or of the picture.
        after: for each item the items that take what it gives, on the axis.
        starts: the items that take the main value that comes in.
        ends: the items that give the main value that goes out.
        lanes: lines beside the axis.
        opens: ends of lanes of the frames around it.
        dead: items that lead nowhere and hang on one before them.
    """

    items: tuple[Item, ...]
    after: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    starts: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)
    lanes: dict[tuple[End, End], None] = field(default_factory=dict)
    opens: dict[End, None] = field(default_factory=dict)
    dead: frozenset[int] = frozenset()

    def live_before(self, item: int) -> int:
        """The item nearest before one that does not hang on another; -1 where there is none.

        >>> Level((), dead=frozenset({1, 2})).live_before(3)
        0
        """
        before = item - 1
        while before in self.dead:
            before -= 1
        return before


@dataclass(slots=True)
class Levels:
    """The level of each frame, by its name; that of the picture has an empty one.

    Args:
        shapes: of what a box gives, where it is to be written.
        counts: how many lines end at each box.
        last: for each frame the box whose value leaves it on the axis, if one does.
    """

    of: dict[str, Level]
    shapes: dict[str, str]
    counts: dict[str, int]
    last: dict[str, str]

    def giver(self, item: Item) -> str:
        """The box whose value leaves an item on the axis."""
        return self.last.get(item.id, "") if isinstance(item, Frame) else item.id


def levels(picture: Picture) -> Levels:
    """The lines of a picture, each at the frame in which both of its ends are."""
    return _Sorter(picture).sorted()


Home: TypeAlias = tuple[tuple[str, int], ...]
"""The frames around a box, from outside, each with the number of its item that holds the box."""


class _Sorter:
    """Knows the way to each box, and what comes in and goes out of each frame on the axis."""

    def __init__(self, picture: Picture):
        self.picture = picture
        self.homes: dict[str, Home] = dict(_homes(picture.items, "", ()))
        self.order = {box: i for i, box in enumerate(self.homes)}
        self.edges = list(dict.fromkeys((edge.tail, edge.head) for edge in picture.edges))
        self.parents = dict(_parents(picture.items, ""))
        self.levels = {"": Level(picture.items)}
        self.levels |= {frame.id: Level(frame.items) for frame in picture.frames}
        self.out = self._main_out()
        self.come: dict[str, str] = {}

    def sorted(self) -> Levels:
        """All of it."""
        self.come = self._main_in()
        for tail, head in self.edges:
            self._sort(tail, head)
        counts: dict[str, int] = defaultdict(int)
        for _, head in self.edges:
            counts[head] += 1
        shapes: dict[str, str] = {}
        for edge in self.picture.edges:
            if edge.shape:
                shapes.setdefault(edge.tail, edge.shape)
        return Levels(self.levels, shapes, counts, self.out)

    def _apart(self, tail: str, head: str) -> int:
        """How many frames are around both."""
        there, here = self.homes[tail], self.homes[head]
        shared = 0
        while there[shared] == here[shared]:
            shared += 1
        return shared

    def _main_out(self) -> dict[str, str]:
        """For each frame the box whose value leaves it on the axis: the last that can."""
        leaving: dict[str, set[str]] = defaultdict(set)
        for tail, head in self.edges:
            for name, _ in self.homes[tail][self._apart(tail, head) + 1 :]:
                leaving[name].add(tail)
        main: dict[str, str] = {}
        for frame in reversed(list(self.picture.frames)):
            able = [t for t in leaving[frame.id] if self._on_axis(frame.id, t, main)]
            if able:
                main[frame.id] = max(able, key=self.order.__getitem__)
        return main

    def _on_axis(self, frame: str, tail: str, main: Mapping[str, str]) -> bool:
        """Whether a value leaves all frames within this one on the axis."""
        names = [name for name, _ in self.homes[tail]]
        return all(main.get(name) == tail for name in names[names.index(frame) + 1 :])

    def _main_in(self) -> dict[str, str]:
        """For each frame the box whose value comes in on the axis: the nearest that can."""
        entering: dict[str, set[str]] = defaultdict(set)
        for tail, head in self.edges:
            for name, _ in self.homes[head][self._apart(tail, head) + 1 :]:
                entering[name].add(tail)
        main: dict[str, str] = {}
        for frame in self.picture.frames:
            outer, came = self.parents[frame.id], entering[frame.id]
            able = [t for t in came if not (outer and t in entering[outer]) or main.get(outer) == t]
            if able:
                main[frame.id] = max(able, key=self.order.__getitem__)
        return main

    def _sort(self, tail: str, head: str) -> None:
        """Puts a line to its level, and its crossings of borders to those of the frames."""
        shared = self._apart(tail, head)
        begin = self._leave(tail, self.homes[tail][shared:])
        end = self._enter(tail, head, self.homes[head][shared:])
        level = self.levels[self.homes[tail][shared][0]]
        if begin.kind == "below" and end.kind == "above":
            level.after[begin.item].add(end.item)
            return
        if end.kind == "above":
            item = level.items[end.item]
            # However many boxes of a frame take what comes in on its axis, one lane leads there.
            end = end._replace(of=item.id) if isinstance(item, Frame) else end._replace(kind="side")
        level.lanes[begin, end] = None

    def _leave(self, tail: str, way: Home) -> End:
        """Takes a line out of the frames around its tail; says where it then begins."""
        begin: Kind = "below"
        for (frame, item), (inner, _) in pairwise((*way[1:], ("", 0))):
            level = self.levels[frame]
            if self.out.get(frame) == tail:
                level.ends.add(item)
                continue
            # The value leaves the inner frame on the axis, and this one beside it.
            within = inner and self.out.get(inner) != tail
            level.opens[End(item, "out" if within else "below", tail)] = None
            begin = "out"
        return End(way[0][1], begin, tail)

    def _enter(self, tail: str, head: str, way: Home) -> End:
        """Takes a line into the frames around its head; says where it ends before that."""
        if len(way) > 1 and self.come.get(way[1][0]) != tail:
            for frame, item in way[1:]:
                self.levels[frame].opens[End(item, "side", head)] = None
            return End(way[0][1], "side", head)
        if len(way) > 1:
            level = self.levels[way[1][0]]
            end = self._enter(tail, head, way[1:])
            if end.kind == "above":
                level.starts.add(end.item)
            else:
                level.lanes[End(SOURCE, "below", ""), end] = None
        return End(way[0][1], "above", head)


def _homes(items: Sequence[Item], frame: str, around: Home) -> Iterator[tuple[str, Home]]:
    for i, item in enumerate(items):
        if isinstance(item, Frame):
            yield from _homes(item.items, item.id, (*around, (frame, i)))
        else:
            yield item.id, (*around, (frame, i))


def _parents(items: Sequence[Item], frame: str) -> Iterator[tuple[str, str]]:
    for item in items:
        if isinstance(item, Frame):
            yield item.id, frame
            yield from _parents(item.items, item.id)
