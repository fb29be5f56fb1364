"""Everything between the heading and the legend, in the sizes and lines that are tried."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.options import Scale
from archspec.backends.diagram.scene.scene import Item
from archspec.backends.diagram.volumes.captions import captions
from archspec.backends.diagram.volumes.cuboids import Cuboid, solid
from archspec.backends.diagram.volumes.extents import ROOM, ROOM_IN_A_U, Measure
from archspec.backends.diagram.volumes.lines import in_lines
from archspec.backends.diagram.volumes.placing import Plan, in_rows, placed
from archspec.backends.diagram.volumes.station import Station
from archspec.backends.diagram.volumes.tiers import Tiers
from archspec.backends.diagram.volumes.wiring import wires

SIZES = (1.0, 0.85, 0.7, 0.6, 0.5, 0.4)
"""Of cuboids that are tried, from the one that looks best on."""

SMALL_SIZES = (0.3, 0.2)
"""Where even several lines do not fit."""

MOST_LINES, MOST_SMALL_LINES = 4, 8
"""In which a row is set, and in which one of small cuboids is."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A body that is not yet drawn.

    Args:
        tiers: where stations stand.
        measure: of their shapes.
        size: of cuboids and gaps.
        row: cuboids from left to right; before they are set in lines, where that is done.
    """

    tiers: Tiers
    measure: Measure
    size: float
    row: tuple[Cuboid, ...]

    @property
    def least_width(self) -> float:
        """Points that it takes at least; its texts and lines may need more."""
        rows = [[self.row[place] for place in row] for row in self.tiers.rows]
        if not self.tiers.begins:
            rows = [list(self.row)]
        return max((max(c.right for c in row) - row[0].x for row in rows if row), default=0)

    def drawn(self) -> list[Item]:
        """The cuboids with their lines and texts."""
        cuboids = self.row
        if self.tiers.begins:
            stations = [cuboid.station for cuboid in cuboids]
            cuboids = in_rows(stations, self.tiers, self.measure, self.size)
        return list(_drawn(placed(cuboids, self.tiers)))


def attempts(shown: Sequence[Station], tiers: Tiers, scale: Scale) -> Iterator[Attempt]:
    """Smaller and smaller bodies, and then such in more and more lines.

    Args:
        shown: the stations.
        tiers: where they stand.
        scale: how lengths grow.
    """
    rows = [_attempt(shown, tiers, scale, size) for size in SIZES]
    yield from rows
    yield from _in_lines(rows, range(2, MOST_LINES + 1))
    stacked = replace(tiers, is_stacked=True)
    for size in SIZES if tiers.is_u else ():
        yield _attempt(shown, stacked, scale, size)
    small = [_attempt(shown, stacked if tiers.is_u else tiers, scale, s) for s in SMALL_SIZES]
    yield from small
    yield from _in_lines(small, range(2, MOST_LINES + 1))
    yield from _in_lines([*rows, *small], range(MOST_LINES + 1, MOST_SMALL_LINES + 1))


def _in_lines(rows: Sequence[Attempt], counts: Iterable[int]) -> Iterator[Attempt]:
    """Rows set in more and more lines, as far as they can be."""
    for count in counts:
        for row in rows:
            broken = in_lines(row.tiers, row.row, count)
            if broken is not None:
                yield replace(row, tiers=broken)


def _attempt(shown: Sequence[Station], tiers: Tiers, scale: Scale, size: float) -> Attempt:
    room = ROOM_IN_A_U if tiers.is_u else ROOM
    measure = Measure([one.shape for one in shown], scale, room, size)
    return Attempt(tiers, measure, size, in_rows(shown, tiers, measure, size))


def _drawn(plan: Plan) -> Iterator[Item]:
    """Lines, on them cuboids from left to right, and what is written at these."""
    yield from wires(plan)
    for cuboid in plan.cuboids:
        yield from solid(cuboid)
    for row in plan.tiers.rows:
        titles = [plan.titles[place] for place in row]
        yield from captions([plan.cuboids[place] for place in row], titles)
