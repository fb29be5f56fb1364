"""What must hold of every laid out chart, as functions that give what is wrong with one.

They look at nothing but the marks: where boxes, lines, dots and texts ended up.
"""

from collections import defaultdict
from itertools import pairwise

import numpy as np

from archspec.backends.diagram.chart.block import Area, Wire, spread
from archspec.backends.diagram.chart.cards import frame_card
from archspec.backends.diagram.picture.picture import Box, Frame

NEAR = 0.05
"""Points by which two places may differ and still be one."""


class Drawn:
    """The marks of a chart, sorted."""

    def __init__(self, block, look):
        self.block = block
        marks = list(spread(block))
        areas = [mark for mark in marks if isinstance(mark, Area)]
        self.boxes = {a.shows.id: rect(a) for a in areas if isinstance(a.shows, Box)}
        self.frames = {a.shows.id: rect(a) for a in areas if isinstance(a.shows, Frame)}
        self.labels = [(a.shows, rect(a)) for a in areas if isinstance(a.shows, str)]
        self.labels += [
            title for a in areas if isinstance(a.shows, Frame) for title in titles(a, look)
        ]
        self.wires = [mark.spots for mark in marks if isinstance(mark, Wire)]
        self.segments = [(i, a, b) for i, w in enumerate(self.wires) for a, b in pairwise(w)]


def titles(area, look):
    """The room of the title of a frame, where it is drawn."""
    card = frame_card(area.shows, look)
    if not card.lines:
        return
    cross, flow, length = area.cross, area.flow, area.length
    if look.across:
        room = (cross + 4, flow + 8, cross + 4 + card.height, flow + 8 + card.width)
    elif look.way == "up":
        end = flow + length
        room = (cross + 8, end - 4 - card.height, cross + 8 + card.width, end - 4)
    else:
        room = (cross + 8, flow + 4, cross + 8 + card.width, flow + 4 + card.height)
    yield f"title {area.shows.title}", room


def rect(area):
    return (area.cross, area.flow, area.cross + area.breadth, area.flow + area.length)


def faults(block, look, edges):
    """Everything that is wrong, in words; nothing where all is well."""
    drawn = Drawn(block, look)
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


def meeting(some, others, margin=0.3):
    """The pairs of rectangles, one of each list, that have more than an edge in common."""
    if not some or not others:
        return
    a = np.array(some)[:, None, :]
    b = np.array(others)[None, :, :]
    apart = (
        (a[..., 0] + margin >= b[..., 2])
        | (b[..., 0] + margin >= a[..., 2])
        | (a[..., 1] + margin >= b[..., 3])
        | (b[..., 1] + margin >= a[..., 3])
    )
    yield from zip(*np.nonzero(~apart), strict=True)


def overlaps(drawn):
    boxes, frames = list(drawn.boxes.items()), list(drawn.frames.items())
    areas, around = [r for _, r in boxes], [r for _, r in frames]
    for i, j in meeting(areas, areas):
        if i < j:
            yield f"boxes {boxes[i][0]} and {boxes[j][0]} overlap"
    for i, j in meeting(around, around):
        if i < j and not (holds(around[i], around[j]) or holds(around[j], around[i])):
            yield f"frames {frames[i][0]} and {frames[j][0]} overlap"
    for i, j in meeting(areas, around):
        if not holds(around[j], areas[i]):
            yield f"box {boxes[i][0]} sticks out of frame {frames[j][0]}"


def holds(outer, inner):
    return (
        outer[0] <= inner[0] + NEAR
        and outer[1] <= inner[1] + NEAR
        and outer[2] >= inner[2] - NEAR
        and outer[3] >= inner[3] - NEAR
    )


def span(a, b):
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def lines(drawn):
    """The segments as thin rectangles."""
    spans = (span(a, b) for _, a, b in drawn.segments)
    return [(s[0] - 0.5, s[1] - 0.5, s[2] + 0.5, s[3] + 0.5) for s in spans]


def wires_through_boxes(drawn):
    boxes = list(drawn.boxes.items())
    inner = [(r[0] + 1, r[1] + 1, r[2] - 1, r[3] - 1) for _, r in boxes]
    for i, j in meeting(lines(drawn), inner, 0):
        yield f"wire {drawn.segments[i][0]} runs through box {boxes[j][0]}"


def hidden_labels(drawn):
    """Texts on boxes, on lines or on each other; those of frames as well."""
    labels, boxes = drawn.labels, list(drawn.boxes.items())
    rects = [r for _, r in labels]
    for i, j in meeting(rects, [r for _, r in boxes]):
        yield f"{labels[i][0]} lies on box {boxes[j][0]}"
    for i, j in meeting(rects, lines(drawn)):
        yield f"{labels[i][0]} lies on wire {drawn.segments[j][0]}"
    for i, j in meeting(rects, rects):
        if i < j:
            yield f"{labels[i][0]} lies on {labels[j][0]}"


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


def touched(drawn):
    """The box at whose border each end of a wire lies, if it lies at one."""
    spots = [spot for wire in drawn.wires for spot in (wire[0], wire[-1])]
    points = [(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in spots]
    boxes = list(drawn.boxes.items())
    hits = meeting(points, [r for _, r in boxes], 0)
    return {(round(spots[i][0], 1), round(spots[i][1], 1)): boxes[j][0] for i, j in hits}


class Ways:
    """Wires as a person follows them: on at a start that lies on one, and where one ends on one."""

    def __init__(self, drawn):
        self.wires = drawn.wires
        self.touched = touched(drawn)
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
        return self.touched.get((round(spot[0], 1), round(spot[1], 1)))

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
