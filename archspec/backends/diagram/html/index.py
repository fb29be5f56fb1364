"""What a page can be searched for: every layer and scope, also those that no picture shows.

Rounds of a repeat are drawn once, and a network may be deeper than its pictures. A search finds all
of it, and leads to what is drawn for it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from archspec.backends.diagram.picture.labels import shorten, title
from archspec.diagnostics.readable import printable
from archspec.graph import Child, Graph, Run, Scope


class Entry(NamedTuple):
    """A layer or a scope: its path, what it is called, and the number of what is drawn for it."""

    path: str
    title: str
    subject: int


def index(graph: Graph, scope: Scope, subjects: Mapping[str, int]) -> Iterator[Entry]:
    """Everything in a scope for which something is drawn, in the order of the network.

    Args:
        graph: the network.
        scope: of it, what the page shows.
        subjects: the number of each path that is drawn.
    """
    drawn = _Drawn(graph, subjects)
    todo: list[Child] = list(reversed(scope.children))
    while todo:
        one = todo.pop()
        number = drawn.number(one.path)
        if number is not None:
            name = shorten(one.given_name or one.kind) if isinstance(one, Scope) else title(one)
            yield Entry(printable(one.path), name, number)
        todo += reversed(one.children) if isinstance(one, Scope) else ()


class _Drawn:
    """Knows what is drawn for each path."""

    def __init__(self, graph: Graph, subjects: Mapping[str, int]):
        self.graph = graph
        self.subjects = subjects
        self.firsts: dict[str, str] = {}
        self._read(graph.tree.root)

    def number(self, path: str) -> int | None:
        """The number of the path, of the same in the first round, or of a scope around it."""
        while path and path not in self.subjects:
            path = self.firsts.get(path) or path.rpartition(".")[0]
        return self.subjects.get(path)

    def _read(self, scope: Scope) -> None:
        for one in self.graph.folding.of(scope):
            rounds = one.rounds if isinstance(one, Run) else ((one,),)
            for later in rounds[1:]:
                for first, child in zip(rounds[0], later, strict=True):
                    self._pair(first, child)
            for child in rounds[0]:
                if isinstance(child, Scope):
                    self._read(child)

    def _pair(self, first: Child, later: Child) -> None:
        self.firsts[later.path] = first.path
        if isinstance(first, Scope) and isinstance(later, Scope):
            for one, other in zip(first.children, later.children, strict=True):
                self._pair(one, other)
