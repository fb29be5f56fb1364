"""What must hold of every laid out chart, as functions that give what is wrong with one.

They look at nothing but the marks: where boxes, lines, dots and texts ended up.
"""

from collections import defaultdict
from itertools import combinations, pairwise

from archspec.backends.diagram.block import Area, Wire, spread
from archspec.backends.diagram.picture import Box, Frame

NEAR = 0.05
"""Points by which two places may differ and still be one."""


class Drawn:
    """The marks of a chart, sorted."""

    def __init__(self, block):
        self.block = block
        marks = list(spread(block))
        areas = [mark for mark in marks if isinstance(mark, Area)]
        self.boxes = {a.shows.id: rect(a) for a in areas if isinstance(a.shows, Box)}
        self.frames = {a.shows.id: rect(a) for a in areas if isinstance(a.shows, Frame)}
        self.labels = [(a.shows, rect(a)) for a in areas if isinstance(a.shows, str)]
        self.wires = [mark.spots for mark in marks if isinstance(mark, Wire)]
        self.segments = [(i, a, b) for i, w in enumerate(self.wires) for a, b in pairwise(w)]


def rect(area):
    return (area.cross, area.flow, area.cross + area.breadth, area.flow + area.length)


def faults(block, edges):
    """Everything that is wrong, in words; nothing where all is well."""
    drawn = Drawn(block)
    return [
        *slanted(drawn),
        *outside(drawn),
        *overlaps(drawn),
        *wires_through_boxes(drawn),
        *hidden_labels(drawn),
        *wrong_ways(drawn, edges),
        *shared_lines(drawn),
    ]


def slanted(drawn):
    for i, a, b in drawn.segments:
        if abs(a[0] - b[0]) > NEAR and abs(a[1] - b[1]) > NEAR:
            yield f"wire {i} is slanted: {a} to {b}"


def outside(drawn):
    block = drawn.block
    spots = [spot for wire in drawn.wires for spot in wire]
    for rects in (drawn.boxes.values(), drawn.frames.values(), [r for _, r in drawn.labels]):
        spots += [corner for r in rects for corner in (r[:2], r[2:])]
    for cross, flow in spots:
        if not (block.left - NEAR <= cross <= block.right + NEAR):
            yield f"{cross} lies beside the page"
        if not (-NEAR <= flow <= block.length + NEAR):
            yield f"{flow} lies above or below the page"


def meet(a, b, margin=0.3):
    return (
        a[0] + margin < b[2]
        and b[0] + margin < a[2]
        and a[1] + margin < b[3]
        and b[1] + margin < a[3]
    )


def overlaps(drawn):
    ordered = sorted(drawn.boxes.items(), key=lambda one: one[1][1])
    for i, (one, a) in enumerate(ordered):
        for other, b in ordered[i + 1 :]:
            if b[1] >= a[3]:
                break
            if meet(a, b):
                yield f"boxes {one} and {other} overlap"
    for (one, a), (other, b) in combinations(drawn.frames.items(), 2):
        if meet(a, b) and not (holds(a, b) or holds(b, a)):
            yield f"frames {one} and {other} overlap"
    for box, a in drawn.boxes.items():
        for frame, b in drawn.frames.items():
            if meet(a, b) and not holds(b, a):
                yield f"box {box} sticks out of frame {frame}"


def holds(outer, inner):
    return (
        outer[0] <= inner[0] + NEAR
        and outer[1] <= inner[1] + NEAR
        and outer[2] >= inner[2] - NEAR
        and outer[3] >= inner[3] - NEAR
    )


def span(a, b):
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def wires_through_boxes(drawn):
    for i, a, b in drawn.segments:
        line = span(a, b)
        thick = (line[0] - 0.5, line[1] - 0.5, line[2] + 0.5, line[3] + 0.5)
        for box, r in drawn.boxes.items():
            inner = (r[0] + 1, r[1] + 1, r[2] - 1, r[3] - 1)
            if meet(thick, inner, 0):
                yield f"wire {i} runs through box {box}"


def hidden_labels(drawn):
    for text, r in drawn.labels:
        for box, other in drawn.boxes.items():
            if meet(r, other):
                yield f"{text} lies on box {box}"
        for i, a, b in drawn.segments:
            line = span(a, b)
            if meet(r, (line[0] - 0.5, line[1] - 0.5, line[2] + 0.5, line[3] + 0.5)):
                yield f"{text} lies on wire {i}"
    for (one, a), (other, b) in combinations(drawn.labels, 2):
        if meet(a, b):
            yield f"{one} lies on {other}"


def wrong_ways(drawn, edges):
    """Lines that cannot be followed from box to box, and ways that are no lines."""
    there = {(tail, head) for tail, heads in reached(drawn).items() for head in heads}
    wanted = {(edge.tail, edge.head) for edge in edges}
    yield from (f"no way from {a} to {b}" for a, b in sorted(wanted - there))
    yield from (f"a way from {a} to {b} that is no line" for a, b in sorted(there - wanted))


def reached(drawn):
    """The boxes to which the wires lead from each box."""
    ways = Ways(drawn)
    return {box: ways.heads(box) for box in drawn.boxes}


class Ways:
    """Wires as a person follows them: on at a start that lies on one, and where one ends on one."""

    def __init__(self, drawn):
        self.wires = drawn.wires
        self.at = defaultdict(set)
        for box, r in drawn.boxes.items():
            self.at[box] = r
        self.boxes = drawn.boxes
        self.lines = defaultdict(list)
        for i, wire in enumerate(self.wires):
            done = 0.0
            for a, b in pairwise(wire):
                axis = 0 if abs(a[0] - b[0]) <= NEAR else 1
                self.lines[axis, round(a[axis], 1)].append((i, a, b, done))
                done += abs(a[0] - b[0]) + abs(a[1] - b[1])
        self.starts = [self.on_box(wire[0]) for wire in self.wires]
        self.ends = [self.on_box(wire[-1]) for wire in self.wires]
        self.joins = [() if e else self.through(w[-1], i) for i, (w, e) in self.ended()]
        self.partings = defaultdict(list)
        for i, (wire, start) in enumerate(zip(self.wires, self.starts, strict=True)):
            if start is None:
                for j, place in self.through(wire[0], i):
                    self.partings[j].append((place, i))

    def ended(self):
        return enumerate(zip(self.wires, self.ends, strict=True))

    def on_box(self, spot):
        for box, r in self.boxes.items():
            if holds((r[0] - 1, r[1] - 1, r[2] + 1, r[3] + 1), (*spot, *spot)):
                return box
        return None

    def through(self, spot, besides):
        """The wires that pass a spot, each with how far along it that is."""
        found = []
        for axis in (0, 1):
            for near in (-0.1, 0, 0.1):
                for i, a, b, done in self.lines[axis, round(spot[axis] + near, 1)]:
                    line = span(a, b)
                    wide = (line[0] - NEAR, line[1] - NEAR, line[2] + NEAR, line[3] + NEAR)
                    if i != besides and holds(wide, (*spot, *spot)):
                        along = done + abs(spot[0] - a[0]) + abs(spot[1] - a[1])
                        found.append((i, along))
        return set(found)

    def heads(self, box):
        begin = [(i, 0.0) for i, start in enumerate(self.starts) if start == box]
        return {self.ends[i] for i, _ in self.followed(begin) if self.ends[i] is not None}

    def followed(self, begin):
        todo, seen = list(begin), {}
        while todo:
            i, place = todo.pop()
            if i in seen and seen[i] <= place:
                continue
            seen[i] = place
            todo += self.joins[i]
            todo += [(j, 0.0) for at, j in self.partings[i] if at >= place - NEAR]
        return seen.items()


def shared_lines(drawn):
    """Lines of different values that lie on each other, other than on their way into one box."""
    ways = Ways(drawn)
    tails, heads = defaultdict(set), {}
    for box in drawn.boxes:
        begin = [(i, 0.0) for i, start in enumerate(ways.starts) if start == box]
        for i, _ in ways.followed(begin):
            tails[i].add(box)
    for i in range(len(ways.wires)):
        heads[i] = {ways.ends[j] for j, _ in ways.followed([(i, 0.0)])} - {None}
    for (axis, _), lines in ways.lines.items():
        along = 1 - axis
        ordered = sorted(
            (min(a[along], b[along]), max(a[along], b[along]), i) for i, a, b, _ in lines
        )
        for k, (_, high, i) in enumerate(ordered):
            for low, other, j in ordered[k + 1 :]:
                if low >= high - 0.5:
                    break
                if min(high, other) - low > 0.5 and not (
                    tails[i] & tails[j] or heads[i] & heads[j]
                ):
                    yield f"wires {i} and {j} lie on each other"
