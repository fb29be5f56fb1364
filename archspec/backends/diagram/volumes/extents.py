"""From shapes to lengths on paper: how thick, high and deep a cuboid is.

Thickness stands for channels, height and depth for an image's sizes, as in the figures of papers
since AlexNet's. A square root keeps 224 and 7 in one picture, and their order honest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p, sqrt

from archspec.backends.diagram.options import Scale
from archspec.shapes import Shape, Size

LEAST_SIDE = 10.0
"""Points of a side of size 0; every side is longer by what its size adds."""

ROOM, ROOM_IN_A_U = 130.0, 84.0
"""Points that the largest size adds, in a row of cuboids and in a U, which has several rows."""

THINNEST, THICKEST = 4.0, 46.0
"""Points of thickness."""

SLAB = 0.35
"""How much of its thickness a pool has, so that its form tells it apart, not its colour alone."""

BAR = 7.0
"""Points of thickness of a vector."""

LONG_VECTOR = 4096
"""A vector of so many features, or the longest where that is longer, is as high as an image."""

OBLIQUE = 0.5 / sqrt(2)
"""Points to the right and up for each point of depth: cabinet projection, half of it at 45°."""

OPEN = 256
"""What a name stands for where a size is open, so that ⌊H/2⌋ is drawn half as large as H."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Points of a cuboid: along the flow, upwards, and to the back as it is drawn."""

    thickness: float
    height: float
    depth: float


def share(value: float, most: float, scale: Scale) -> float:
    """The length of a number, as a share of that of the largest.

    >>> share(64, 256, "linear"), share(64, 256, "sqrt"), round(share(64, 256, "log"), 2)
    (0.25, 0.5, 0.75)
    """
    if scale == "log":
        return log1p(value) / log1p(most)
    ratio = value / most
    return ratio if scale == "linear" else sqrt(ratio)


class Measure:
    """Measures the shapes of one picture by the largest among them.

    Args:
        shapes: all that are drawn.
        scale: how lengths grow with numbers.
        room: points that the largest size adds.
        size: by how much everything but the least lengths is larger, or smaller, than it might be.

    >>> extent = Measure([Shape((64, 8, 8)), Shape((16, 32, 32))]).extent(Shape((16, 32, 32)))
    >>> extent.thickness, extent.height, round(extent.depth, 1)
    (23.0, 140.0, 49.5)
    """

    def __init__(
        self,
        shapes: Sequence[Shape],
        scale: Scale = "sqrt",
        room: float = ROOM,
        size: float = 1.0,
    ):
        self.scale: Scale = scale
        self.room = room * size
        self.thickest = THICKEST * size
        self.side = max((known(n) for s in shapes for n in s.sizes), default=1)
        self.channels = max((known(s.channels) for s in shapes if s.spatial), default=1)
        vectors = (known(s.channels) for s in shapes if is_flat(s))
        self.features = max([LONG_VECTOR, *vectors])

    def extent(self, shape: Shape, *, slab: bool = False) -> Extent:
        """The lengths of a cuboid."""
        if is_flat(shape):
            height = self._length(known(shape.channels), self.features)
            depth = self._side(shape.sizes[0]) if shape.spatial else LEAST_SIDE
            return Extent(BAR, height, depth * OBLIQUE)
        if shape.spatial == 1:
            height, width = LEAST_SIDE, self._side(shape.sizes[0])
        else:
            height, width = map(self._side, shape.sizes[-2:])
        return Extent(self._thickness(shape, slab), height, width * OBLIQUE)

    def _side(self, size: int) -> float:
        return self._length(known(size), self.side)

    def _length(self, value: float, most: float) -> float:
        return LEAST_SIDE + self.room * share(value, most, self.scale)

    def _thickness(self, shape: Shape, slab: bool) -> float:
        full = self.thickest * share(known(shape.channels), self.channels, self.scale)
        return max(THINNEST, full * (SLAB if slab else 1))


def is_flat(shape: Shape) -> bool:
    """Whether it is a vector, or tokens, which are a row of vectors."""
    return shape.spatial == 0 or (shape.spatial == 1 and shape.channels_last)


def known(size: int | Size) -> int:
    """A number for a size, of at least 1.

    >>> known(7), known(Size.named("H") // 2)
    (7, 128)
    """
    if isinstance(size, Size):
        names: Mapping[str, int] = dict.fromkeys(size.names, OPEN)
        return max(1, int(size.at(names)))
    return max(1, size)
