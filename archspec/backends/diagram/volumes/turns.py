"""Where lines turn off the axis of a row, and run up or down to another."""

from collections.abc import Sequence

from archspec.backends.diagram.volumes.captions import channels_width, words
from archspec.backends.diagram.volumes.cuboids import Cuboid
from archspec.backends.diagram.volumes.tiers import Tiers

BESIDE = 11.0
"""Points before a cuboid at which an arc comes down, or a line comes up."""


PAST = 3.0
"""Points between such a line and what is written below the cuboid."""


def aside(cuboid: Cuboid, *, past_words: bool) -> float:
    """Where a line turns off the axis to the right of a cuboid, past its words if need be."""
    return max(cuboid.clear, words([cuboid])[0].right if past_words else 0)


def overhang(cuboid: Cuboid) -> float:
    """How far the channels below a cuboid reach left of it."""
    return max(0.0, (channels_width(cuboid.station) - cuboid.extent.thickness) / 2)


def ahead(cuboid: Cuboid) -> float:
    """How far before a cuboid a line comes up to it, past what is written below it."""
    return max(BESIDE, overhang(cuboid) + PAST)


def turn(cuboids: Sequence[Cuboid], tiers: Tiers, giver: int) -> float:
    """Where lines from the end of a level turn off, past all words of its half of that level."""
    if not tiers.is_stacked:
        return aside(cuboids[giver], past_words=True)
    part = [cuboids[place] for place in tiers.part(giver)]
    # Words of a cuboid farther left may reach farther right, as they are longer.
    return max([part[-1].clear, *(one.right for one in words(part))])


def uprights(cuboids: Sequence[Cuboid], tiers: Tiers, giver: int, taker: int) -> tuple[float, ...]:
    """Where the line from one row to another runs up or down: beside the giver, at the taker.

    Beside the giver where its row goes on, or a row begins; at the taker where that stands in a
    row; both where it must pass what follows the giver and what is before the taker, and where it
    leads back to an edge of a U that is stacked.
    """
    beside = turn(cuboids, tiers, giver)
    if tiers.before[taker] is None:
        return (beside,)
    other = cuboids[taker]
    into_top = tiers.of[giver] < tiers.of[taker]
    if tiers.is_stacked and into_top:
        return beside, (other.x + other.right) / 2
    at = other.centre if into_top or other.station.symbol else other.x - ahead(other)
    back = tiers.is_stacked and at < beside
    return (beside, at) if giver in tiers.branching or back else (at,)
