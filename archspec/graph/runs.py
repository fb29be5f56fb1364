"""Runs: what stands several times in a row in a scope, the same but for its weights.

A run of children that are the same, or of groups of up to `MAX_PERIOD` of them, is one `Run` if
every round takes one value from the round before it, as that one does from its own predecessor, and
else what all of them take from above the run, and if nothing below the run looks into any round but
the last. With a second value that goes from round to round, as where each adds what came before the
activation of the last, one round would not say what the others do.
Whether the file has a repeat there does not matter, and neither do names.
"""

from collections.abc import Iterable, Iterator, Sequence

from archspec.dataclass import dataclass
from archspec.graph.likeness import DROPS, NEVER, Likeness, likenesses
from archspec.graph.tree import Child, Scope, ScopeTree

MAX_PERIOD = 12
"""The most children that one round may have; a longer pattern is hardly seen as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Rounds of the same children.

    Args:
        rounds: the children of each round.
        start: the position of the first node among those of the graph.
        stride: how many nodes one round has.
        shared: whether the rounds use one set of weights.
    """

    rounds: tuple[tuple[Child, ...], ...]
    start: int
    stride: int
    shared: bool = False


class Folding:
    """Finds the runs of any scope of a tree, each scope once.

    Args:
        tree: the scopes of a network.
        outputs: the values that it gives, which nothing may hide in a run.
    """

    def __init__(self, tree: ScopeTree, outputs: Iterable[str]):
        self._tree = tree
        self._children = likenesses(tree, outputs)
        self._found: dict[str, tuple[Child | Run, ...]] = {}

    def of(self, scope: Scope) -> tuple[Child | Run, ...]:
        """What stands in a scope, with its runs."""
        if scope.path not in self._found:
            self._found[scope.path] = tuple(self._scan(self._children[scope.path]))
        return self._found[scope.path]

    def _scan(self, parts: Sequence[Likeness]) -> Iterator[Child | Run]:
        i = 0
        while i < len(parts):
            period, count = self._longest(parts, i)
            stop = i + period * count
            if count > 1:
                yield self._run(parts[i:stop], period)
            else:
                yield parts[i].child
            i = stop

    def _run(self, parts: Sequence[Likeness], period: int) -> Run:
        rounds = [parts[j : j + period] for j in range(0, len(parts), period)]
        children = tuple(tuple(one.child for one in part) for part in rounds)
        start, second = parts[0].start, rounds[1]
        shared = any(node.shared for one in second for node in self._tree.nodes_of(one.child))
        return Run(children, start, second[0].start - start, shared)

    def _longest(self, parts: Sequence[Likeness], i: int) -> tuple[int, int]:
        """The period and the count that cover most parts from here on; (1, 1) without a repeat."""
        best = (1, 1)
        for period in range(1, min(MAX_PERIOD, (len(parts) - i) // 2) + 1):
            covered = best[1] > 1 and period % best[0] == 0
            if covered or parts[i + period].key != parts[i].key:
                continue
            count = self._count(parts, i, period)
            if _worthwhile(parts, i, period, count) and period * count > best[0] * best[1]:
                best = (period, count)
        return (1, 1) if self._better_start(parts, i, best) else best

    def _better_start(self, parts: Sequence[Likeness], i: int, best: tuple[int, int]) -> bool:
        """Whether as many rounds begin at a layer further down, instead of at what follows one."""
        period, count = best
        if count == 1 or not follows(parts[i].child):
            return False
        first = next((o for o in range(period) if not follows(parts[i + o].child)), 0)
        return first > 0 and self._count(parts, i + first, period) >= count

    def _count(self, parts: Sequence[Likeness], i: int, period: int) -> int:
        """How many rounds of this many parts follow each other from here on."""
        count = 1
        while i + (count + 1) * period <= len(parts):
            before = parts[i + (count - 1) * period : i + count * period]
            after = parts[i + count * period : i + (count + 1) * period]
            if not self._continues(before, after, parts[i].start, count == 1):
                break
            count += 1
        return count

    def _continues(
        self, before: Sequence[Likeness], after: Sequence[Likeness], start: int, second: bool
    ) -> bool:
        """Whether `after` is a further round of a run that begins at `start`."""
        pairs = list(zip(before, after, strict=True))
        if any(a.key != b.key for a, b in pairs):
            return False
        shift = after[0].start - before[0].start
        end = after[-1].stop
        if second and len(self._carried(pairs, start)) > 1:
            return False
        return all(
            a.reach < end
            and self._same_wiring(a, b, start, shift, second)
            and self._same_weights(a, b, second)
            for a, b in pairs
        )

    def _carried(self, pairs: Iterable[tuple[Likeness, Likeness]], start: int) -> set[str]:
        """What the second round takes instead of what the first one takes from above the run."""
        return {
            two
            for a, b in pairs
            for one, two in zip(a.takes, b.takes, strict=True)
            if one != two and self._tree.position.get(one, NEVER) < start
        }

    def _same_wiring(self, a: Likeness, b: Likeness, start: int, shift: int, second: bool) -> bool:
        links = zip(a.takes, b.takes, strict=True)
        return all(self._same_link(one, two, start, shift, second) for one, two in links)

    def _same_link(self, one: str, two: str, start: int, shift: int, second: bool) -> bool:
        """Whether a value that a round takes corresponds to that of the round before it."""
        before, after = (self._tree.position.get(value, NEVER) for value in (one, two))
        if before < start:
            carried = second and start <= after < start + shift
            return one == two or carried
        return after - before == shift

    def _same_weights(self, a: Likeness, b: Likeness, second: bool) -> bool:
        """Whether both have weights of their own, or `b` those of `a`, as every round so far."""
        pairs = zip(*(self._tree.nodes_of(part.child) for part in (a, b)), strict=True)
        for one, two in pairs:
            if two.shared and two.weights != one.weights:
                return False
            if one.shared and not two.shared:
                return False
            if two.shared and not one.shared and not second:
                return False
        return True


def _worthwhile(parts: Sequence[Likeness], i: int, period: int, count: int) -> bool:
    """Whether folding makes things shorter: two rounds of two layers read better."""
    nodes = parts[i + period - 1].stop - parts[i].start
    return count > 2 or (count == 2 and nodes > 2)


def follows(child: Child) -> bool:
    """Whether it is a layer that one reads as belonging to the layer above it."""
    if isinstance(child, Scope):
        return False
    return bool(child.layer.role) or child.layer.family in (DROPS, "activation")
