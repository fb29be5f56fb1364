"""A station as a cuboid in space: where it is, where lines leave and enter it, and its faces."""

from collections.abc import Iterator
from dataclasses import dataclass

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Circle, Face, Item, Point, Polygon, Text
from archspec.backends.diagram.volumes.extents import THINNEST, Extent, Measure
from archspec.backends.diagram.volumes.station import Station

TYPE = 8.0
"""The size of what is written at cuboids, and in the place of one."""

SIGN = 14.0
"""Points across the circle of a sum."""

SIGN_TYPE = 11.0
"""The size of the sign in it."""

SLICES, SLICE_GAP = 3, 2.5
"""Cuboids that stand for any number of repeats, and the points between them."""

BAND, BANDED = 3.0, 0.4
"""Points of a band on the front, and the share of the front that all bands may take."""


NAME_GAP = 3.0
"""Points between the tip of an arrow and the name to which it leads."""

AWAY = 8.0
"""Points from a cuboid to where a line turns off its axis."""


@dataclass(frozen=True, slots=True)
class Cuboid:
    """A cuboid whose axis, along which values flow, has the height `y`.

    Args:
        station: what it shows.
        extent: its lengths, of all slices where it stands for several.
        x: the left edge of its front.
        y: the axis.
        is_level: whether its words are not slanted, as nothing stands to its right.
    """

    station: Station
    extent: Extent
    x: float = 0
    y: float = 0
    is_level: bool = False

    @property
    def centre(self) -> float:
        """The middle of its front, from left to right."""
        return self.x + self.extent.thickness / 2

    @property
    def entry(self) -> float:
        """Where a line along the axis meets it; a cuboid that is flat and deep leans there."""
        return self.x + (self.extent.depth - self._leaning) / 2

    def entry_at(self, down: float) -> float:
        """Where a line meets it that runs so far below the axis, or above it."""
        half = self._leaning / 2
        return self.entry - max(-half, min(half, down)) if self.entry > self.x else self.x

    @property
    def exit(self) -> float:
        """Where a line along the axis comes out of it."""
        return self.x + self.extent.thickness + (self.extent.depth + self._leaning) / 2

    @property
    def clear(self) -> float:
        """Where a line that comes out of it may turn up or down."""
        return max(self.exit + AWAY, self.right + AWAY / 2)

    @property
    def right(self) -> float:
        """Its rightmost point."""
        return self.x + self.extent.thickness + self.extent.depth

    @property
    def top(self) -> float:
        """Its highest point."""
        return self.y - (self.extent.height + self.extent.depth) / 2

    @property
    def bottom(self) -> float:
        """The lower edge of its front."""
        return self.y + (self.extent.height + self.extent.depth) / 2

    @property
    def _leaning(self) -> float:
        return min(self.extent.depth, self.extent.height)


def cuboid_of(station: Station, measure: Measure) -> Cuboid:
    """The cuboid of a station, not yet in its place."""
    if station.symbol:
        return Cuboid(station, Extent(SIGN, SIGN, 0))
    if station.is_name:
        return Cuboid(station, Extent(text_width(station.words, TYPE) + NAME_GAP, TYPE, 0))
    extent = measure.extent(station.shape, slab=station.family == "pooling")
    if station.times > 1:
        slices = SLICES * max(THINNEST, extent.thickness / 2) + (SLICES - 1) * SLICE_GAP
        extent = Extent(slices, extent.height, extent.depth)
    return Cuboid(station, extent)


def solid(cuboid: Cuboid) -> Iterator[Item]:
    """What is drawn for a cuboid, from left to right, as what is farther right lies before it."""
    station = cuboid.station
    if station.symbol or station.is_name:
        yield from _sign(cuboid) if station.symbol else _name(cuboid)
        return
    pieces = list(_pieces(cuboid))
    for x, thickness, role in pieces[:-1]:
        yield from _faces(cuboid, x, thickness, role, role)
    x, thickness, role = pieces[-1]
    bands = tuple(dict.fromkeys(station.bands))
    yield from _faces(cuboid, x, thickness, role, bands[-1] if bands else role)
    width = min(BAND, thickness * BANDED / max(1, len(bands)))
    for i, band in enumerate(reversed(bands), 1):
        yield from _slab(cuboid, x + thickness - i * width, width, band)


def _sign(cuboid: Cuboid) -> Iterator[Item]:
    path, x, y = cuboid.station.path, cuboid.centre, cuboid.y
    yield Circle(x, y, SIGN / 2, "merge", path=path)
    yield Text(x, y + SIGN_TYPE * 0.36, cuboid.station.symbol, SIGN_TYPE, bold=True, path=path)


def _name(cuboid: Cuboid) -> Iterator[Item]:
    """The name of an output, behind the tip of its arrow."""
    x, y, station = cuboid.x + NAME_GAP, cuboid.y + TYPE * 0.36, cuboid.station
    yield Text(x, y, station.words, TYPE, anchor="start", path=station.path)


def _pieces(cuboid: Cuboid) -> Iterator[tuple[float, float, str]]:
    """The left edge, thickness and role of what a cuboid consists of."""
    station, thickness = cuboid.station, cuboid.extent.thickness
    if station.times > 1:
        each = (thickness - (SLICES - 1) * SLICE_GAP) / SLICES
        for i in range(SLICES):
            yield cuboid.x + i * (each + SLICE_GAP), each, station.family
        return
    if not station.stripes:
        yield cuboid.x, thickness, station.family
        return
    x = cuboid.x
    for stripe, share in zip(station.stripes, station.shares, strict=True):
        yield x, thickness * share, stripe.family
        x += thickness * share


def _faces(cuboid: Cuboid, x: float, thickness: float, role: str, side: str) -> Iterator[Polygon]:
    """The top, the side and the front of a cuboid or of a piece of it."""
    depth, path = cuboid.extent.depth, cuboid.station.path
    low, right = cuboid.bottom, x + thickness
    high = low - cuboid.extent.height
    back = ((right + depth, high - depth), (right + depth, low - depth))
    above: tuple[Point, ...] = ((x, high), (x + depth, high - depth), back[0], (right, high))
    yield Polygon(above, role, "top", path)
    yield Polygon(((right, high), *back, (right, low)), side, "side", path)
    yield _front(cuboid, x, thickness, role, "front")


def _slab(cuboid: Cuboid, x: float, thickness: float, role: str) -> Iterator[Polygon]:
    """The front and the top of a band, which has no lines."""
    depth, high = cuboid.extent.depth, cuboid.bottom - cuboid.extent.height
    right, back = x + thickness, high - depth
    above: tuple[Point, ...] = ((x, high), (x + depth, back), (right + depth, back), (right, high))
    yield Polygon(above, role, "band", cuboid.station.path)
    yield _front(cuboid, x, thickness, role, "band")


def _front(cuboid: Cuboid, x: float, thickness: float, role: str, face: Face) -> Polygon:
    low, right = cuboid.bottom, x + thickness
    high = low - cuboid.extent.height
    corners = ((x, high), (right, high), (right, low), (x, low))
    return Polygon(corners, role, face, cuboid.station.path)
