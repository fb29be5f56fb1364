"""What is written at cuboids: channels below, sizes above, and the kind of layer at a slant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import cos, radians, sin
from typing import Literal, TypeAlias

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Item, Text
from archspec.backends.diagram.volumes.cuboids import TYPE, Cuboid
from archspec.backends.diagram.volumes.extents import is_flat
from archspec.backends.diagram.volumes.station import Station

BELOW, WORDS_BELOW = 10.0, 17.0
"""Points from a cuboid to the base line of its channels, and to where its words begin."""

LEVEL_BELOW = 20.0
"""Points from a cuboid to the base line of words that are not slanted."""

ABOVE = 5.0
"""Points from a cuboid up to the base line of its sizes."""

SLANT = 55.0
"""Degrees by which words lean, down to the right, where in most networks cuboids grow smaller."""

ALONG, DOWN = cos(radians(SLANT)), sin(radians(SLANT))
LINE, CLEAR = 9.5, 11.5
"""Points between two slanted lines, and from one to what it passes under."""


def channels(station: Station) -> str:
    """What is written below: channels, or all sizes where no cuboid shows them."""
    if station.symbol or station.is_name:
        return ""
    shape = station.shape
    return str(shape) if shape.spatial == 1 and is_flat(shape) else str(shape.channels)


def sizes(station: Station) -> str:
    """What is written above: the sizes of an image; time and depth too, where there are such."""
    if station.symbol or station.is_name or is_flat(station.shape):
        return ""
    return "×".join(map(str, station.shape.sizes))


def kind(station: Station) -> str:
    """What is written at a slant."""
    if station.symbol or station.is_name:
        return ""
    return f"{station.words} ×{station.times:,}" if station.times > 1 else station.words


def channels_width(station: Station) -> float:
    """Points."""
    return text_width(channels(station), TYPE, bold=True)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a cuboid: where they begin and how long they are."""

    cuboid: Cuboid
    y: float
    length: float

    @property
    def right(self) -> float:
        """How far they reach."""
        along = 1 if self.cuboid.is_level else ALONG
        return self.cuboid.centre + self.length * along + TYPE / 2

    @property
    def bottom(self) -> float:
        """How far down they reach."""
        down = 0 if self.cuboid.is_level else DOWN
        return self.y + self.length * down + TYPE / 2

    def reaches(self, other: "Words") -> bool:
        """Whether they come below a cuboid to their right, or the words of that."""
        return other.cuboid.x - BELOW < self.right


def words(row: Sequence[Cuboid]) -> list[Words]:
    """The words of the cuboids of a row, low enough to pass under the cuboids to their right."""
    found: list[Words] = []
    for cuboid in reversed(row):
        length = text_width(kind(cuboid.station), TYPE)
        below = LEVEL_BELOW if cuboid.is_level else WORDS_BELOW
        own = Words(cuboid, cuboid.bottom + below, length)
        # The nearest comes first, and what is farther right than one out of reach is too.
        near = takewhile(own.reaches, reversed(found)) if length else ()
        found.append(Words(cuboid, max([own.y, *(_under(own, other) for other in near)]), length))
    return found[::-1]


def _under(words: Words, other: Words) -> float:
    """Where words must begin to pass under a cuboid to their right, and under its own words."""
    steep = DOWN / ALONG
    before = other.cuboid.x - channels_width(other.cuboid.station) / 2 - words.cuboid.centre
    under_cuboid = other.cuboid.bottom + BELOW + CLEAR - steep * before
    if not other.length:
        return under_cuboid
    apart = other.cuboid.centre - words.cuboid.centre
    return max(under_cuboid, other.y + CLEAR / ALONG - steep * apart)


Title: TypeAlias = Literal["", "over", "beside"]
"""Where the sizes of a cuboid stand: nowhere, above it, or left of a line that comes from above."""


def captions(row: Sequence[Cuboid], titles: Sequence[Title]) -> Iterator[Item]:
    """The texts of the cuboids of a row."""
    for cuboid, title, own in zip(row, titles, words(row), strict=True):
        station, path = cuboid.station, cuboid.station.path
        if text := channels(station):
            y = cuboid.bottom + BELOW
            yield Text(cuboid.centre, y, text, TYPE, bold=True, path=path)
        if text := kind(station):
            x = cuboid.centre - TYPE / 3
            angle = 0 if cuboid.is_level else SLANT
            yield Text(x, own.y, text, TYPE, "quiet", "start", angle=angle, path=path)
        if title:
            yield _sizes(cuboid, title)


def _sizes(cuboid: Cuboid, title: Title) -> Text:
    """The sizes of a cuboid, which leave room for a line to its right."""
    text, path, y = sizes(cuboid.station), cuboid.station.path, cuboid.top - ABOVE
    if title == "beside":
        x = cuboid.centre + cuboid.extent.depth / 2 - ABOVE
        return Text(x, y, text, TYPE, "quiet", "end", path=path)
    left, right = sizes_ends(cuboid)
    return Text((left + right) / 2, y, text, TYPE, "quiet", path=path)


def sizes_ends(cuboid: Cuboid) -> tuple[float, float]:
    """Where the sizes above a cuboid begin and end: over its back, and hardly right of it."""
    half = text_width(sizes(cuboid.station), TYPE) / 2
    over = cuboid.x + cuboid.extent.depth + cuboid.extent.thickness / 2
    middle = min(over, cuboid.right + ABOVE / 2 - half)
    return middle - half, middle + half
