"""Everything between the heading and the legend, in the sizes and lines that are tried."""

from collections.abc import Iterator, Sequence

from archspec.backends.diagram.options import Scale
from archspec.backends.diagram.scene.scene import Item
from archspec.backends.diagram.volumes.captions import captions
from archspec.backends.diagram.volumes.cuboids import solid
from archspec.backends.diagram.volumes.extents import ROOM, ROOM_IN_A_U, Measure
from archspec.backends.diagram.volumes.lines import in_lines
from archspec.backends.diagram.volumes.placing import Plan, placed
from archspec.backends.diagram.volumes.station import Station
from archspec.backends.diagram.volumes.tiers import Tiers
from archspec.backends.diagram.volumes.wiring import wires

SIZES = (1.0, 0.85, 0.7, 0.6, 0.5, 0.4)
"""Of cuboids that are tried, from the one that looks best on."""

SMALL_SIZES = (0.3, 0.2)
"""Where even several lines do not fit."""

MOST_LINES = 4


def bodies(shown: Sequence[Station], tiers: Tiers, scale: Scale) -> Iterator[list[Item]]:
    """The cuboids with their lines and texts: smaller and smaller, and then in more and more lines.

    Args:
        shown: the stations.
        tiers: where they stand.
        scale: how lengths grow.
    """
    for size in SIZES:
        yield list(_drawn(_plan(shown, tiers, scale, size)))
    for count in range(2, MOST_LINES + 1):
        for size in SIZES:
            row = _plan(shown, tiers, scale, size)
            broken = in_lines(tiers, row.cuboids, count)
            if broken is not None:
                yield list(_drawn(_plan(shown, broken, scale, size)))
    for size in SMALL_SIZES:
        yield list(_drawn(_plan(shown, tiers, scale, size)))


def _plan(shown: Sequence[Station], tiers: Tiers, scale: Scale, size: float) -> Plan:
    room = ROOM_IN_A_U if tiers.is_u else ROOM
    measure = Measure([one.shape for one in shown], scale, room, size)
    return placed(shown, tiers, measure, size)


def _drawn(plan: Plan) -> Iterator[Item]:
    """Lines, on them cuboids from left to right, and what is written at these."""
    yield from wires(plan)
    for cuboid in plan.cuboids:
        yield from solid(cuboid)
    for row in plan.tiers.rows:
        titles = [plan.titles[place] for place in row]
        yield from captions([plan.cuboids[place] for place in row], titles)
