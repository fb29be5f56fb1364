"""What a rewrite is, and what it is made for, as data."""

from typing import Final, Literal, TypeAlias

from archspec.dataclass import dataclass
from archspec.graph import Graph
from archspec.kind import Kept

Purpose: TypeAlias = Literal["training", "inference"]
PURPOSES: Final[tuple[Purpose, ...]] = ("training", "inference")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Something that was done to a graph, and why nothing shows it.

    Args:
        what: what was done, in words that follow the paths: `is left out`.
        paths: of the nodes, as they were.
        lines: where each of them was written, counted from 1; 0 where that is unknown.
        reason: why it may be done.
        short: the same in a word or two, with the kinds of the layers.
        keeps: whether gradients are the same to the bit, or values alone.
        training: whether training does it too.
    """

    what: str
    paths: tuple[str, ...]
    lines: tuple[int, ...]
    reason: str
    short: str
    keeps: Kept
    training: bool


@dataclass(frozen=True, slots=True)
class Optimised:
    """A graph after its rewrites, what they were made for, and what they were."""

    graph: Graph
    purpose: Purpose
    rewrites: tuple[Rewrite, ...]

    @property
    def before(self) -> dict[str, str]:
        """The paths that layers had before they exchanged places, by those that they have now."""
        found: dict[str, str] = {}
        for one in self.rewrites:
            if len(one.paths) == 2:
                first, second = one.paths
                here = found.get(first, first), found.get(second, second)
                found[first], found[second] = here[::-1]
        return found
