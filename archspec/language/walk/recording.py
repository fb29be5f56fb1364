"""What a call of a block, or a container in one, puts into the network, kept to be done again."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

from archspec.dataclass import dataclass
from archspec.diagnostics import Span
from archspec.graph import Node, ScopeNode
from archspec.kind import Held, Value
from archspec.language.expressions.file_budget import current_budget
from archspec.language.expressions.values import mark
from archspec.language.walk.context import Context
from archspec.syntax import Tree

NOTHING: Final = 1 << 30
"""The level of a scope that nothing was found in."""

MAX_CONTAINER: Final = 50
"""Layers of a container that is worth remembering: what holds half of the network comes once."""

Key: TypeAlias = tuple[Hashable, ...]
"""What tells a call or a container from others."""


class Called(NamedTuple):
    """A block and the arguments that a call gives it."""

    block: str
    arguments: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """By the texts of the arguments: each call has them anew."""
        return self.block, repr(self.arguments)


class Container(NamedTuple):
    """A container as it is written, and the values of all that it mentions."""

    tree: Tree
    values: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """By places in memory, which rounds and calls share; who holds this keeps them."""
        return id(self.tree), *map(mark, self.values.values())


@dataclass(frozen=True, slots=True)
class Recording:
    """What a call of a block, or a container in one, put into the network.

    Args:
        path: its scope.
        source: the value that it took.
        calls: how many calls of blocks led to it, itself among them.
        rounds: how many rounds of repeats led to it.
        nodes: its layers.
        scopes: its scopes, its own first.
        values: what its layers and scopes give, by their paths.
        paths: the paths of its merges, by their ids.
        spans: where its names were written, by their paths.
        norms: how its normalisations were written, by their paths.
        absent: the names of layers that are switched off in it.
        called: the blocks that it calls, itself among them where it is a call.
        what: what it is; a container is held so, and with it what its key is made of.
        result: what it gives.
        layers: how many layers it counts as.
        named: how many values its layers took by name.
        steps: what it took of the budget of its file.
        open: how many lists were open within it at most, beside those around it.
        within: likewise of calls of blocks.
    """

    path: str
    source: Value
    calls: int
    rounds: int
    nodes: tuple[Node, ...]
    scopes: tuple[ScopeNode, ...]
    values: tuple[tuple[str, Value], ...]
    paths: tuple[tuple[str, str], ...]
    spans: tuple[tuple[str, Span], ...]
    norms: tuple[tuple[str, Held], ...]
    absent: Mapping[str, Span]
    called: frozenset[str]
    what: Called | Container
    result: Value
    layers: int
    named: int
    steps: int
    open: int
    within: int


class Recorder:
    """Sees what a call or a container puts into the network, from where it begins."""

    def __init__(self, context: Context, what: Called | Container):
        scopes = context.scopes
        self.context, self.what = context, what
        self.findings = self._findings()
        self.layers, self.named = context.report.count, context.report.named
        self.steps = current_budget().left
        self.calls, self.rounds = len(context.report.calls), len(context.report.rounds)
        self.nodes, self.norms = len(context.nodes.order), len(context.norms)
        self.counts = len(scopes.known), len(scopes.values), len(scopes.paths), len(scopes.spans)
        self.open, self.most_open, self.most_calls = context.open, context.open, self.calls
        self.outermost = NOTHING
        self.called: set[str] = {what.block} if isinstance(what, Called) else set()
        self.absent: dict[str, Span] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Sees all that is done within, also what was done before as well."""
        context, scopes = self.context, self.context.scopes
        outermost, called, absent = scopes.outermost, context.called_blocks, context.absent
        most_open, most_calls = context.most_open, context.most_calls
        scopes.outermost, context.called_blocks, context.absent = NOTHING, self.called, self.absent
        context.most_open, context.most_calls = self.most_open, self.most_calls
        try:
            yield
        finally:
            self.outermost = scopes.outermost
            scopes.outermost = min(outermost, self.outermost)
            context.called_blocks, context.absent = called, absent
            self.most_open, self.most_calls = context.most_open, context.most_calls
            context.most_open = max(most_open, self.most_open)
            context.most_calls = max(most_calls, self.most_calls)
            called |= self.called
            for word, span in self.absent.items():
                absent.setdefault(word, span)

    def _findings(self) -> int:
        context, scopes = self.context, self.context.scopes
        fields, names = len(context.report.problems), len(scopes.problems)
        # What was said of an earlier call is not said again, and is a fault of this one as well.
        return fields + names + scopes.faults + len(context.nodes.problems)

    def is_clean(self) -> bool:
        """Whether nothing was found to be wrong since then, of what is worth remembering."""
        few = len(self.context.nodes.order) - self.nodes <= MAX_CONTAINER
        return (few or isinstance(self.what, Called)) and self._findings() == self.findings

    def recording(self, path: str, value: Value, result: Value) -> Recording:
        """What was put into the network since then."""
        context, scopes = self.context, self.context.scopes
        known, values, paths, spans = self.counts
        return Recording(
            path=path,
            source=value,
            calls=self.calls,
            rounds=self.rounds,
            nodes=tuple(context.nodes.order[self.nodes :]),
            scopes=_since(scopes.known.values(), known),
            values=tuple(item for item in _since(scopes.values.items(), values) if item[0] != path),
            paths=_since(scopes.paths.items(), paths),
            spans=tuple(item for item in _since(scopes.spans.items(), spans) if item[0] != path),
            norms=_since(context.norms.items(), self.norms),
            absent=self.absent,
            called=frozenset(self.called),
            what=self.what,
            result=result,
            layers=context.report.count - self.layers,
            named=context.report.named - self.named,
            steps=self.steps - current_budget().left,
            open=self.most_open - self.open,
            within=self.most_calls - self.calls,
        )


def _since(items: Collection[Any], count: int) -> tuple[Any, ...]:
    """What was put into a mapping behind so many others."""
    newest = islice(reversed(items), len(items) - count)  # type: ignore[call-overload]
    return tuple(newest)[::-1]
