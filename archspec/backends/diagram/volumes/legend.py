"""What colours and lengths mean, below the cuboids."""

from collections.abc import Iterator, Sequence

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Item, Rect, Text
from archspec.backends.diagram.volumes.extents import Scale
from archspec.backends.diagram.volumes.station import FOLDED, Station

TYPE = 8.0
SWATCH = 9.0
"""Points of a side of a patch of colour."""

LINE = 14.0
"""Points from line to line."""

BETWEEN = 14.0
"""Points between two entries."""

UNNAMED = ("input", "merge")
"""Families that have no colour of their own."""

SCALES = {"linear": "proportional to", "sqrt": "the square root of", "log": "the logarithm of"}


def families(stations: Sequence[Station]) -> list[str]:
    """Those that are seen, in the order in which they are met."""
    found = [family for one in stations for family in (one.family, *one.bands)]
    return [family for family in dict.fromkeys(found) if family and family not in UNNAMED]


def legend(stations: Sequence[Station], scale: Scale, width: float) -> Iterator[Item]:
    """Patches with the families that occur, and a line about lengths.

    Args:
        stations: what is drawn.
        scale: how lengths grow.
        width: points to a line.
    """
    left, y = 0.0, 0.0
    for family in families(stations):
        text = "several layers" if family == FOLDED else family
        length = SWATCH + 4 + text_width(text, TYPE)
        if left and left + length > width:
            left, y = 0.0, y + LINE
        yield Rect(left, y, SWATCH, SWATCH, family, 1.5)
        yield Text(left + SWATCH + 4, y + SWATCH - 1.5, text, TYPE, "quiet", "start")
        left += length + BETWEEN
    y += (LINE if left else 0) + SWATCH - 1.5
    for line in _about_lengths(scale, width):
        yield Text(0, y, line, TYPE, "quiet", "start")
        y += LINE - 3


def _about_lengths(scale: Scale, width: float) -> Iterator[str]:
    """The line about lengths, as two where it is too long for one."""
    texts = [
        f"height and depth: {SCALES[scale]} sizes",
        f"thickness: {SCALES[scale]} channels",
    ]
    one = " · ".join(texts)
    yield from [one] if text_width(one, TYPE) <= width else texts
