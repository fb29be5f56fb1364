"""What colours and lengths mean, below the cuboids."""

from collections.abc import Iterator, Sequence

from archspec.backends.diagram.options import Scale
from archspec.backends.diagram.scene.legend import LINE, SWATCH, TYPE, legend_size
from archspec.backends.diagram.scene.legend import legend as colours
from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Item, Text
from archspec.backends.diagram.volumes.station import Station

UNNAMED = ("input", "output", "merge")
"""Families that have no colour of their own."""

SCALES = {"linear": "proportional to", "sqrt": "the square root of", "log": "the logarithm of"}


def families(stations: Sequence[Station]) -> list[str]:
    """Those that are seen, in the order in which they are met."""
    found = [family for one in stations for family in (one.family, *one.bands)]
    return [family for family in dict.fromkeys(found) if family and family not in UNNAMED]


def legend(stations: Sequence[Station], scale: Scale, width: float) -> Iterator[Item]:
    """Samples of the families that occur, and a line about lengths.

    Args:
        stations: what is drawn.
        scale: how lengths grow.
        width: points to a line.
    """
    roles = families(stations)
    yield from colours(roles, width)
    y = legend_size(roles, width)[1] + SWATCH - 1
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
