"""Neighbours of one kind as one station, where each by itself could not be read on a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archspec.backends.diagram.volumes.station import FOLDED, Station
from archspec.backends.diagram.volumes.stations import MOST_ROUNDS


def gather(stations: Sequence[Station]) -> tuple[Station, ...]:
    """The same stations, with scopes of one kind and size in a row as what the last of them gives.

    Channels may differ, as where each scope adds some. Up to four in a row remain as they are.

    Args:
        stations: in the order of the network.

    >>> from archspec.shapes import Shape
    >>> row = [Station("in", Shape((3, 8, 8)), "input", "input")]
    >>> for i in range(5):
    ...     grown = Shape((8 + 4 * i, 8, 8))
    ...     row.append(Station(f"{i}", grown, FOLDED, "dense", takes=(i,)))
    >>> [(one.words, one.times, str(one.shape), one.takes) for one in gather(row)]
    [('input', 1, '3×8×8', ()), ('dense', 5, '24×8×8', (0,))]
    """
    found: list[Station] = []
    homes: list[int] = []
    for run in _runs(stations):
        few = len(run) <= MOST_ROUNDS
        for one in run if few else [_together(run)]:
            found.append(_moved(one, homes))
            if few:
                homes.append(len(found) - 1)
        if not few:
            homes += [len(found) - 1] * len(run)
    return tuple(found)


def _runs(stations: Sequence[Station]) -> list[list[Station]]:
    """Stations that are alike and follow each other alone; all others by themselves."""
    uses = Counter(giver for one in stations for giver in one.takes)
    runs: list[list[Station]] = []
    for place, one in enumerate(stations):
        follows = one.takes == (place - 1,) and uses[place - 1] == 1
        if follows and _are_alike(stations[place - 1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _are_alike(one: Station, other: Station) -> bool:
    kinds = [(each.family, each.words, each.shape.sizes) for each in (one, other)]
    return one.family == FOLDED and kinds[0] == kinds[1]


def _together(run: Sequence[Station]) -> Station:
    times = sum(one.times for one in run)
    return replace(run[-1], takes=run[0].takes, times=times)


def _moved(station: Station, homes: Sequence[int]) -> Station:
    """The station with what it takes in its new places."""
    stripes = tuple(replace(stripe, giver=homes[stripe.giver]) for stripe in station.stripes)
    return replace(station, takes=tuple(homes[giver] for giver in station.takes), stripes=stripes)
