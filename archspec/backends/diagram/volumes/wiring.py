"""Lines between cuboids: along the axis, down and up between tiers, and past what is skipped."""

from collections.abc import Iterator

from archspec.backends.diagram.scene.scene import Circle, Item, Path, Point
from archspec.backends.diagram.volumes.across import touches
from archspec.backends.diagram.volumes.captions import sizes_ends, words
from archspec.backends.diagram.volumes.cuboids import Cuboid
from archspec.backends.diagram.volumes.placing import Plan
from archspec.backends.diagram.volumes.turns import BESIDE, aside, turn, uprights

BEND = 5.0
"""The radius of bends, in points."""

DOT = 1.8
"""The radius of the dot at which a line parts, in points."""

OFF = 7.0
"""Points above the axis at which an arc ends at a cuboid."""

LEAST_ARROW = 7.0
"""Points of an arrow that can be seen as one."""

SPACE = 1.0
"""Points between the tip of an arrow and a cuboid."""


def wires(plan: Plan) -> Iterator[Item]:
    """Every line, before the cuboids are drawn."""
    stations = [cuboid.station for cuboid in plan.cuboids]
    for place, one in enumerate(stations):
        for giver in one.takes:
            if (giver, place) in plan.arcs:
                yield from _arc(plan, giver, place)
            elif (giver, place) in plan.tiers.skips:
                yield from _across(plan, giver, place)
            elif not touches(stations, plan.tiers, place) or _apart(plan, giver, place):
                yield from _step(plan, giver, place)


def _apart(plan: Plan, giver: int, taker: int) -> bool:
    """Whether the texts of two cuboids keep these so far apart that they need an arrow."""
    return plan.cuboids[taker].entry - plan.cuboids[giver].exit >= LEAST_ARROW


def _step(plan: Plan, giver: int, taker: int) -> Iterator[Item]:
    """From a cuboid to the next one, or from one tier to another."""
    one, other = plan.cuboids[giver], plan.cuboids[taker]
    here, there = plan.tiers.of[giver], plan.tiers.of[taker]
    if here == there:
        yield _line((one.exit, one.y), (other.entry - SPACE, other.y))
    elif taker in plan.tiers.begins:
        yield _back(plan, giver, taker)
    elif plan.tiers.before[taker] is None:
        yield from _branch(plan, giver, taker)
    elif plan.tiers.is_u and not plan.tiers.is_stacked and here < there:
        x = aside(one, past_words=True)
        yield _line((one.exit, one.y), (x, one.y), (x, other.top - SPACE))
    else:
        turns = uprights(plan.cuboids, plan.tiers, giver, taker)
        way: list[Point] = [(one.exit, one.y), (turns[0], one.y)]
        if giver in plan.tiers.branching:
            yield Circle(turns[0], one.y, DOT, "wire")
        if len(turns) > 1:
            lane = plan.lanes[there if here < there else there + 1]
            way += [(turns[0], lane), (turns[1], lane)]
        yield _line(*way, *_into(other, turns[-1], above=here < there))


def _back(plan: Plan, giver: int, taker: int) -> Path:
    """From the end of a line of cuboids to the beginning of the next, left of what is written."""
    one, other = plan.cuboids[giver], plan.cuboids[taker]
    passed = plan.tiers.rows[plan.tiers.of[giver] : plan.tiers.of[taker]]
    rows = [[plan.cuboids[place] for place in row] for row in passed]
    # Words of a cuboid farther left may reach farther right, as they are longer.
    written_ends = [own.right for row in rows for own in words(row)]
    right = max([*(row[-1].clear for row in rows), *written_ends])
    lane = plan.lanes[plan.tiers.of[taker]]
    written = sizes_ends(other)[0] if plan.titles[taker] else other.entry
    left = min(other.entry, written) - BESIDE
    way = ((one.exit, one.y), (right, one.y), (right, lane), (left, lane), (left, other.y))
    return _line(*way, (other.entry - SPACE, other.y))


def _into(cuboid: Cuboid, x: float, *, above: bool) -> tuple[Point, ...]:
    """The end of a line from another tier: from above, or from below into a sum or a side."""
    if above:
        return ((x, cuboid.top - SPACE),)
    if cuboid.station.symbol:
        return ((x, cuboid.bottom + SPACE),)
    down = min(OFF, cuboid.extent.height / 4)
    y = cuboid.y + down
    return ((x, y), (cuboid.entry_at(down) - SPACE, y))


def _branch(plan: Plan, giver: int, taker: int) -> Iterator[Item]:
    """Into a row that begins beside another, from a dot on the line of that one."""
    one, other = plan.cuboids[giver], plan.cuboids[taker]
    (x,) = uprights(plan.cuboids, plan.tiers, giver, taker)
    yield Circle(x, one.y, DOT, "wire")
    yield _line((one.exit, one.y), (x, one.y), (x, other.y), (other.entry - SPACE, other.y))


def _across(plan: Plan, giver: int, taker: int) -> Iterator[Item]:
    """A skip of a U, on the axis of its tier."""
    one, other = plan.cuboids[giver], plan.cuboids[taker]
    x = turn(plan.cuboids, plan.tiers, giver)
    yield Circle(x, one.y, DOT, "wire")
    yield _line((x, one.y), (other.entry - SPACE, other.y), dashed=True)


def _arc(plan: Plan, giver: int, taker: int) -> Iterator[Item]:
    """A skip over the cuboids of its row; into a sum from above, into a cuboid beside its line."""
    one, other = plan.cuboids[giver], plan.cuboids[taker]
    x, y = one.clear, one.y - plan.arcs[giver, taker]
    start: tuple[Point, ...] = ((one.exit, one.y), (x, one.y), (x, y))
    yield Circle(x, one.y, DOT, "wire")
    if other.station.symbol:
        end: tuple[Point, ...] = ((other.centre, y), (other.centre, other.top - SPACE))
    else:
        end_x, end_y = other.entry - BESIDE, other.y - OFF
        end = ((end_x, y), (end_x, end_y), (other.entry_at(-OFF) - SPACE, end_y))
    yield _line(*start, *end, dashed=True)


def _line(*points: Point, dashed: bool = False) -> Path:
    return Path(points, "wire", BEND, arrow=True, dashed=dashed)
