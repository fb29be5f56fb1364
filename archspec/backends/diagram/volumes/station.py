"""A value on its way through a network, as it is drawn."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.volumes.extents import known
from archspec.shapes import Shape

FOLDED = "folded"
"""The family of a scope that is one station."""

OUTPUT = "output"
"""The family of a station that is but the name of what the network gives there."""


@dataclass(frozen=True, slots=True)
class Stripe:
    """A share of the channels of a concatenation, in the colours of what gave it."""

    giver: int
    family: str
    channels: int


@dataclass(frozen=True, slots=True)
class Station:
    """One value on the way.

    Args:
        path: of the node or scope that gives it.
        shape: of one sample.
        family: chooses the colours; `input`, `folded` or `output` where it is no layer.
        words: the kind and its window.
        takes: the places of the stations whose values it takes.
        bands: families of what follows before the next station.
        times: how often it stands in a row.
        symbol: the sign of a merge that keeps the shape, which is drawn as a circle.
        stripes: of a concatenation, in the order of its channels.
    """

    path: str
    shape: Shape
    family: str
    words: str
    takes: tuple[int, ...] = ()
    bands: tuple[str, ...] = ()
    times: int = 1
    symbol: str = ""
    stripes: tuple[Stripe, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether it is no block, but the name of an output."""
        return self.family == OUTPUT

    @property
    def shares(self) -> tuple[float, ...]:
        """How much of the channels each stripe has."""
        counts = [known(stripe.channels) for stripe in self.stripes]
        return tuple(count / sum(counts) for count in counts)


def with_copies(
    stations: Sequence[Station], skips: Iterable[tuple[int, int]]
) -> tuple[Station, ...]:
    """The same stations, in whose concatenations what was led past others is a white copy.

    Args:
        stations: in the order of the network.
        skips: the giver and the taker of each such value.
    """
    copied: dict[int, set[int]] = defaultdict(set)
    for giver, taker in skips:
        copied[taker].add(giver)
    found = list(stations)
    for place, givers in copied.items():
        stripes = found[place].stripes
        white = (replace(one, family="merge") if one.giver in givers else one for one in stripes)
        found[place] = replace(found[place], stripes=tuple(white))
    return tuple(found)
