"""What is written at blocks: channels below, sizes above, and the kind of layer at a slant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import cos, radians, sin
from typing import Literal, TypeAlias

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Item, Text
from archspec.backends.diagram.volumes.blocks import Block
from archspec.backends.diagram.volumes.extents import is_flat
from archspec.backends.diagram.volumes.station import Station

TYPE = 8.0
"""The size of all of these."""

BELOW, WORDS_BELOW = 10.0, 17.0
"""Points from a block to the base line of its channels, and to where its words begin."""

ABOVE = 5.0
"""Points from a block up to the base line of its sizes."""

SLANT = 55.0
"""Degrees by which words lean, down to the right, where in most networks blocks grow smaller."""

ALONG, DOWN = cos(radians(SLANT)), sin(radians(SLANT))
LINE, CLEAR = 9.5, 11.5
"""Points between two slanted lines, and from one to what it passes under."""


def channels(station: Station) -> str:
    """What is written below: channels, or all sizes where no block shows them."""
    if station.symbol:
        return ""
    shape = station.shape
    return str(shape) if shape.spatial == 1 and is_flat(shape) else str(shape.channels)


def sizes(station: Station) -> str:
    """What is written above: the sizes of an image; time and depth too, where there are such."""
    if station.symbol or is_flat(station.shape):
        return ""
    return "×".join(map(str, station.shape.sizes))


def kind(station: Station) -> str:
    """What is written at a slant."""
    if station.symbol:
        return ""
    return f"{station.words} ×{station.times:,}" if station.times > 1 else station.words


def channels_width(station: Station) -> float:
    """Points."""
    return text_width(channels(station), TYPE, bold=True)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a block: where they begin and how long they are."""

    block: Block
    y: float
    length: float

    @property
    def right(self) -> float:
        """How far they reach."""
        return self.block.centre + self.length * ALONG + TYPE / 2

    @property
    def bottom(self) -> float:
        """How far down they reach."""
        return self.y + self.length * DOWN + TYPE / 2

    def reaches(self, other: "Words") -> bool:
        """Whether they come below a block to their right, or the words of that."""
        return other.block.x - BELOW < self.right


def words(row: Sequence[Block]) -> list[Words]:
    """The words of the blocks of a row, low enough to pass under the blocks to their right."""
    found: list[Words] = []
    for block in reversed(row):
        length = text_width(kind(block.station), TYPE)
        own = Words(block, block.bottom + WORDS_BELOW, length)
        # The nearest comes first, and what is farther right than one out of reach is too.
        near = takewhile(own.reaches, reversed(found)) if length else ()
        found.append(Words(block, max([own.y, *(_under(own, other) for other in near)]), length))
    return found[::-1]


def _under(words: Words, other: Words) -> float:
    """Where words must begin to pass under a block to their right, and under its own words."""
    steep = DOWN / ALONG
    before = other.block.x - channels_width(other.block.station) / 2 - words.block.centre
    under_block = other.block.bottom + BELOW + CLEAR - steep * before
    if not other.length:
        return under_block
    apart = other.block.centre - words.block.centre
    return max(under_block, other.y + CLEAR / ALONG - steep * apart)


Title: TypeAlias = Literal["", "over", "beside"]
"""Where the sizes of a block stand: nowhere, above it, or left of a line that comes from above."""


def captions(row: Sequence[Block], titles: Sequence[Title]) -> Iterator[Item]:
    """The texts of the blocks of a row."""
    for block, title, own in zip(row, titles, words(row), strict=True):
        station, path = block.station, block.station.path
        if text := channels(station):
            y = block.bottom + BELOW
            yield Text(block.centre, y, text, TYPE, bold=True, path=path)
        if text := kind(station):
            x = block.centre - TYPE / 3
            yield Text(x, own.y, text, TYPE, "quiet", "start", angle=SLANT, path=path)
        if title:
            yield _sizes(block, title)


def _sizes(block: Block, title: Title) -> Text:
    """The sizes of a block, which leave room for a line to its right."""
    text, path, y = sizes(block.station), block.station.path, block.top - ABOVE
    if title == "beside":
        x = block.centre + block.extent.depth / 2 - ABOVE
        return Text(x, y, text, TYPE, "quiet", "end", path=path)
    left, right = sizes_ends(block)
    return Text((left + right) / 2, y, text, TYPE, "quiet", path=path)


def sizes_ends(block: Block) -> tuple[float, float]:
    """Where the sizes above a block begin and end: over its back, and hardly right of it."""
    half = text_width(sizes(block.station), TYPE) / 2
    over = block.x + block.extent.depth + block.extent.thickness / 2
    middle = min(over, block.right + ABOVE / 2 - half)
    return middle - half, middle + half
