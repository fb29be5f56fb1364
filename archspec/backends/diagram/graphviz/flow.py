"""How lines relate: which are the trunk, which lead past others.

The trunk leads from a point to the farther of two ways on, and into a merge from the longer of two
ways there. Where two ways are equally long neither is the trunk, and the merge stands between them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

TRUNK, BRANCH, SKIP = 12, 2, 1
"""How strongly Graphviz straightens a line."""


class Flow:
    """Lines, each given as its two ends.

    >>> flow = Flow([("x", "a"), ("a", "b"), ("b", "sum"), ("x", "sum")])
    >>> flow.weight("a", "b") == TRUNK, flow.weight("x", "sum") == SKIP, flow.length("x", "sum")
    (True, True, 3)
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]):
        self.after = _neighbours(pairs)
        self.before = _neighbours([(head, tail) for tail, head in pairs])
        self.depth = _longest(self.before)
        self.height = _longest(self.after)

    def length(self, tail: str, head: str) -> int:
        """How many rows a line crosses."""
        return self.depth[head] - self.depth[tail]

    def weight(self, tail: str, head: str) -> int:
        """How straight a line is; what leaves a parting is drawn near to it."""
        parts, meets = len(self.after[tail]) > 1, len(self.before[head]) > 1
        if parts and meets and self.length(tail, head) > 1:
            return SKIP
        onward = _first(self.after[tail], self.height) == head
        chosen = onward and _first(self.before[head], self.depth) == tail
        return TRUNK if chosen else BRANCH + parts


def _first(ends: set[str], far: Mapping[str, int]) -> str | None:
    """The end that is farthest away, if there is only one."""
    most = max(far[end] for end in ends)
    found = [end for end in ends if far[end] == most]
    return found[0] if len(found) == 1 else None


def _neighbours(pairs: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


def _longest(next_to: Mapping[str, set[str]]) -> dict[str, int]:
    """The most lines between each point and an end, following these neighbours."""
    lengths: dict[str, int] = {}
    for point in TopologicalSorter(next_to).static_order():
        lengths[point] = max((lengths[end] + 1 for end in next_to.get(point, ())), default=0)
    return lengths
