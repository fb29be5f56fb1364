"""A station as a block in space: where it is, where lines leave and enter it, and its faces."""

from collections.abc import Iterator
from dataclasses import dataclass

from archspec.backends.diagram.scene.scene import Circle, Face, Item, Point, Polygon, Text
from archspec.backends.diagram.volumes.extents import THINNEST, Extent, Measure
from archspec.backends.diagram.volumes.station import Station

SIGN = 14.0
"""Points across the circle of a sum."""

SIGN_TYPE = 11.0
"""The size of the sign in it."""

SLICES, SLICE_GAP = 3, 2.5
"""Blocks that stand for any number of repeats, and the points between them."""

BAND, BANDED = 3.0, 0.4
"""Points of a band on the front, and the share of the front that all bands may take."""


AWAY = 8.0
"""Points from a block to where a line turns off its axis."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block whose axis, along which values flow, has the height `y`.

    Args:
        station: what it shows.
        extent: its lengths, of all slices where it stands for several.
        x: the left edge of its front.
        y: the axis.
    """

    station: Station
    extent: Extent
    x: float = 0
    y: float = 0

    @property
    def centre(self) -> float:
        """The middle of its front, from left to right."""
        return self.x + self.extent.thickness / 2

    @property
    def entry(self) -> float:
        """Where a line along the axis meets it; a block that is flat and deep leans there."""
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


def block_of(station: Station, measure: Measure) -> Block:
    """The block of a station, not yet in its place."""
    if station.symbol:
        return Block(station, Extent(SIGN, SIGN, 0))
    extent = measure.extent(station.shape, slab=station.family == "pooling")
    if station.times > 1:
        slices = SLICES * max(THINNEST, extent.thickness / 2) + (SLICES - 1) * SLICE_GAP
        extent = Extent(slices, extent.height, extent.depth)
    return Block(station, extent)


def solid(block: Block) -> Iterator[Item]:
    """What is drawn for a block, from left to right, as what is farther right lies before it."""
    station = block.station
    if station.symbol:
        yield from _sign(block)
        return
    pieces = list(_pieces(block))
    for x, thickness, role in pieces[:-1]:
        yield from _faces(block, x, thickness, role, role)
    x, thickness, role = pieces[-1]
    bands = tuple(dict.fromkeys(station.bands))
    yield from _faces(block, x, thickness, role, bands[-1] if bands else role)
    width = min(BAND, thickness * BANDED / max(1, len(bands)))
    for i, band in enumerate(reversed(bands), 1):
        yield from _slab(block, x + thickness - i * width, width, band)


def _sign(block: Block) -> Iterator[Item]:
    path, x, y = block.station.path, block.centre, block.y
    yield Circle(x, y, SIGN / 2, "merge", path=path)
    yield Text(x, y + SIGN_TYPE * 0.36, block.station.symbol, SIGN_TYPE, bold=True, path=path)


def _pieces(block: Block) -> Iterator[tuple[float, float, str]]:
    """The left edge, thickness and role of what a block consists of."""
    station, thickness = block.station, block.extent.thickness
    if station.times > 1:
        each = (thickness - (SLICES - 1) * SLICE_GAP) / SLICES
        for i in range(SLICES):
            yield block.x + i * (each + SLICE_GAP), each, station.family
        return
    if not station.stripes:
        yield block.x, thickness, station.family
        return
    x = block.x
    for stripe, share in zip(station.stripes, station.shares, strict=True):
        yield x, thickness * share, stripe.family
        x += thickness * share


def _faces(block: Block, x: float, thickness: float, role: str, side: str) -> Iterator[Polygon]:
    """The top, the side and the front of a block or of a piece of it."""
    depth, path = block.extent.depth, block.station.path
    low, right = block.bottom, x + thickness
    high = low - block.extent.height
    back = ((right + depth, high - depth), (right + depth, low - depth))
    above: tuple[Point, ...] = ((x, high), (x + depth, high - depth), back[0], (right, high))
    yield Polygon(above, role, "top", path)
    yield Polygon(((right, high), *back, (right, low)), side, "side", path)
    yield _front(block, x, thickness, role, "front")


def _slab(block: Block, x: float, thickness: float, role: str) -> Iterator[Polygon]:
    """The front and the top of a band, which has no lines."""
    depth, high = block.extent.depth, block.bottom - block.extent.height
    right, back = x + thickness, high - depth
    above: tuple[Point, ...] = ((x, high), (x + depth, back), (right + depth, back), (right, high))
    yield Polygon(above, role, "band", block.station.path)
    yield _front(block, x, thickness, role, "band")


def _front(block: Block, x: float, thickness: float, role: str, face: Face) -> Polygon:
    low, right = block.bottom, x + thickness
    high = low - block.extent.height
    corners = ((x, high), (right, high), (right, low), (x, low))
    return Polygon(corners, role, face, block.station.path)
