"""Weights of others: which layer uses those of which, while a scope or a round is built."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Span
from archspec.graph import Node
from archspec.kind import Origin, Value


@dataclass(slots=True, eq=False)
class SharedRounds:
    """Rounds of a repeat with one set of weights.

    An entry is that of another round where it stands in the same place of the file, reached by the
    same calls of blocks; the first round that has it owns the weights.
    """

    first: dict[Any, str] = field(default_factory=dict)
    times: Counter[Any] = field(default_factory=Counter)

    def start(self) -> None:
        """The next round."""
        self.times.clear()

    def owner(self, path: str, origin: Origin) -> str | None:
        """The path whose weights an entry uses; None where it has its own."""
        spans = (origin.span, *(call.span for call in origin.calls))
        place = tuple((span.source.name, span.line, span.column) for span in spans)
        self.times[place] += 1
        owner = self.first.setdefault((place, self.times[place]), path)
        return None if owner == path else owner


@dataclass(frozen=True, slots=True)
class Twin:
    """A path below which every layer uses the weights of one below another path.

    Args:
        own: the path.
        owner: the other one.
        name: the other one as it was written; empty for rounds of a repeat.
        span: where.
    """

    own: str
    owner: str
    name: str = ""
    span: Span | None = None


@dataclass(slots=True)
class Sharing:
    """What uses the weights of what, as far as it is open; `problems` collects what cannot.

    Args:
        problems: what cannot.
        twins: what is open, the outermost first.
        by_path: the same by their own paths.
        said: where a layer was missed.
        twice: paths that two things have, which is an error of its own: either may be meant.
        torn: whether layers are missing in front of others that are there.
    """

    problems: list[Diagnostic]
    twins: list[Twin] = field(default_factory=list)
    by_path: dict[str, Twin] = field(default_factory=dict)
    said: set[Span | None] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    torn: bool = False

    def clear(self, path: str) -> bool:
        """Whether a path means one thing."""
        return not self.twice or self.twice.isdisjoint(_outwards(path))

    def add(self, twin: Twin) -> None:
        """From now on, until what is open is closed."""
        self.twins.append(twin)
        self.by_path.setdefault(twin.own, twin)

    @contextmanager
    def within(self, twin: Twin | None) -> Iterator[None]:
        """What is built here uses the weights of another, if there is one."""
        before = len(self.twins)
        if twin is not None:
            self.add(twin)
        try:
            yield
        finally:
            for one in self.twins[before:]:
                self.by_path.pop(one.own, None)
            del self.twins[before:]

    def owner(
        self, path: str, nodes: Mapping[str, Node], values: Mapping[str, Value]
    ) -> str | None:
        """The node whose weights a new one uses; None where there is none, which is recorded."""
        # The outermost counts: what it shares with may itself share with others.
        for own in _outwards(path) if self.twins else ():
            twin = self.by_path.get(own)
            if twin is None or (twin.name and not self.clear(twin.owner)):
                continue
            other = twin.owner + path[len(own) :]
            if other in nodes:
                return nodes[other].weights
            # What a mistake kept from being made is missed by nobody.
            sound = all(values[at].shape is not None for at in (twin.owner, other) if at in values)
            if twin.name and sound and not self.torn:
                self._no_twin(twin, path[len(own) :].removeprefix("."))
                return None
        return path

    def _no_twin(self, twin: Twin, place: str) -> None:
        """A304, once for everything that would use the weights of one scope."""
        if twin.span not in self.said:
            self.said.add(twin.span)
            message = f"`{twin.name}` has no layer `{place}`, whose weights this one would use"
            self.problems.append(Diagnostic("A304", message, twin.span))


def _outwards(path: str) -> Iterator[str]:
    """The paths that a path begins with, the shortest first."""
    end = path.find(".")
    while end > 0:
        yield path[:end]
        end = path.find(".", end + 1)
    yield path
