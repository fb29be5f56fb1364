"""Repeats: runs of parts of a scope that are the same but for their weights.

Two parts are the same where they hold the same calls with the same shapes, wired alike. A run of
such parts, or of groups of up to `MAX_PERIOD` parts, becomes one `Run` if every round takes from
the round before it what that one takes from its own predecessor, or what all of them take from
above the run, and if nothing below the run looks into any round but the last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archspec.backends.diagram.outline import Outline, Part
from archspec.graph import Node

MAX_PERIOD = 12
"""The most parts that one round may have; a longer pattern is hardly seen as one."""

DROPS = "regularisation"
"""The family whose rates may differ from round to round, as a linear decay does."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Rounds of the same parts.

    Args:
        rounds: the parts of each round.
        shared: whether the rounds use one set of weights.
    """

    rounds: tuple[tuple[Part, ...], ...]
    shared: bool = False

    @property
    def stride(self) -> int:
        """How many nodes one round has."""
        return self.rounds[0][-1].stop - self.rounds[0][0].start


@dataclass(frozen=True, slots=True)
class Signature:
    """What makes parts the same: a number for the structure, and the values taken from outside."""

    key: int
    takes: tuple[str, ...]


class Folding:
    """Finds the runs of any scope of a graph."""

    def __init__(self, tree: Outline):
        self.tree = tree
        self._keys: dict[object, int] = {}
        self._signatures: dict[int, Signature] = {}
        self._sign(tree.root)

    def runs(self, scope: Part) -> tuple[Part | Run, ...]:
        """What stands in a scope, with its runs."""
        return tuple(self._scan(scope.parts))

    def _scan(self, parts: Sequence[Part]) -> Iterator[Part | Run]:
        i = 0
        while i < len(parts):
            period, count = self._longest(parts, i)
            if count == 1:
                yield parts[i]
                i += 1
                continue
            rounds = tuple(
                tuple(parts[j : j + period]) for j in range(i, i + period * count, period)
            )
            yield Run(rounds, any(node.shared for part in rounds[1] for node in self._nodes(part)))
            i += period * count

    def _longest(self, parts: Sequence[Part], i: int) -> tuple[int, int]:
        """The period and the count that cover most parts from here on; (1, 1) without a repeat."""
        best = (1, 1)
        for period in range(1, min(MAX_PERIOD, (len(parts) - i) // 2) + 1):
            covered = best[1] > 1 and period % best[0] == 0
            if covered or self._signature(parts[i + period]).key != self._signature(parts[i]).key:
                continue
            count = self._count(parts, i, period)
            if self._worthwhile(parts, i, period, count) and period * count > best[0] * best[1]:
                best = (period, count)
        later = self._better_start(parts, i, best)
        return (1, 1) if later else best

    def _worthwhile(self, parts: Sequence[Part], i: int, period: int, count: int) -> bool:
        """Whether folding makes the picture shorter: two rounds of two layers read better."""
        nodes = parts[i + period - 1].stop - parts[i].start
        return count > 2 or (count == 2 and nodes > 2)

    def _better_start(self, parts: Sequence[Part], i: int, best: tuple[int, int]) -> bool:
        """Whether as many rounds begin at a layer further down, instead of at what follows one."""
        period, count = best
        if count == 1 or not follows(parts[i]):
            return False
        first = next((o for o in range(period) if not follows(parts[i + o])), 0)
        return first > 0 and self._count(parts, i + first, period) >= count

    def _count(self, parts: Sequence[Part], i: int, period: int) -> int:
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
        self, before: Sequence[Part], after: Sequence[Part], start: int, second: bool
    ) -> bool:
        """Whether `after` is a further round of a run that begins at `start`."""
        pairs = list(zip(before, after, strict=True))
        if any(self._signature(a).key != self._signature(b).key for a, b in pairs):
            return False
        shift = after[0].start - before[0].start
        end = after[-1].stop
        return all(
            (self.tree.reach(a) < end)
            and self._same_wiring(a, b, start, shift, second)
            and self._same_weights(a, b, second)
            for a, b in pairs
        )

    def _same_wiring(self, a: Part, b: Part, start: int, shift: int, second: bool) -> bool:
        takes = zip(self._signature(a).takes, self._signature(b).takes, strict=True)
        return all(self._same_link(one, two, start, shift, second) for one, two in takes)

    def _same_link(self, one: str, two: str, start: int, shift: int, second: bool) -> bool:
        """Whether a value that a round takes corresponds to that of the round before it."""
        before, after = (self.tree.position.get(value, -1) for value in (one, two))
        if before < start:
            carried = second and start <= after < start + shift
            return one == two or carried
        return after - before == shift

    def _same_weights(self, a: Part, b: Part, second: bool) -> bool:
        """Whether both have weights of their own, or `b` those of `a`, as every round so far."""
        for one, two in zip(self._nodes(a), self._nodes(b), strict=True):
            if two.shared and two.weights != one.weights:
                return False
            if one.shared and not two.shared:
                return False
            if two.shared and not one.shared and not second:
                return False
        return True

    def takes(self, part: Part) -> tuple[str, ...]:
        """The values that a part takes from outside."""
        return self._signature(part).takes

    def _nodes(self, part: Part) -> tuple[Node, ...]:
        return self.tree.nodes(part)

    def _signature(self, part: Part) -> Signature:
        return self._signatures[id(part)]

    def _sign(self, part: Part) -> None:
        """Signs a part and everything in it."""
        for inner in part.parts:
            self._sign(inner)
        takes: dict[str, int] = {}
        content = self._node_content(part.node, takes) if part.node else self._content(part, takes)
        key = self._keys.setdefault((part.kind, content), len(self._keys))
        self._signatures[id(part)] = Signature(key, tuple(takes))

    def _node_content(self, node: Node, takes: dict[str, int]) -> object:
        wiring = tuple(takes.setdefault(value, len(takes)) for value in node.inputs)
        return (call_key(node), node.shapes, node.output, wiring)

    def _content(self, part: Part, takes: dict[str, int]) -> object:
        """The parts' keys, and for each value they take its place in here, or a number outside."""

        def place(value: str) -> tuple[str, int]:
            position = self.tree.position.get(value, -1)
            if part.start <= position < part.stop:
                return "inside", position - part.start
            return "outside", takes.setdefault(value, len(takes))

        signatures = [self._signature(inner) for inner in part.parts]
        return tuple((s.key, tuple(map(place, s.takes))) for s in signatures)


def call_key(node: Node) -> tuple[str, bool]:
    """What a node does, as text; rates of dropping do not count."""
    call = node.call
    text = call.target if node.layer.family == DROPS else str(call)
    return text, bool(getattr(node.layer, "freeze", False))


def follows(part: Part) -> bool:
    """Whether it is a layer that one reads as belonging to the layer above it."""
    return part.node is not None and (
        bool(part.node.layer.role) or part.node.layer.family in (DROPS, "activation")
    )


def counts(folding: Folding, scope: Part, times: int = 1) -> Mapping[str, int]:
    """How many nodes of the network each drawn node stands for.

    The counts add up to the number of nodes of the graph.
    """
    found: dict[str, int] = {}
    for item in folding.runs(scope):
        rounds = item.rounds if isinstance(item, Run) else ((item,),)
        for part in rounds[0]:
            if part.node is not None:
                found[part.path] = times * len(rounds)
            found |= counts(folding, part, times * len(rounds))
    return found
