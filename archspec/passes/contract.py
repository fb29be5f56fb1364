"""What a pass is: a function from graph to graph, with what it needs and what it adds, as data."""

from collections.abc import Callable, Iterable

from archspec.dataclass import dataclass
from archspec.graph import Graph
from archspec.graph.facts import shaped
from archspec.graph.verify import Fact, verify

GIVEN: tuple[Fact, ...] = (shaped,)
"""What holds of every graph before the first pass."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A step from graph to graph, which keeps every fact that held before.

    Args:
        run: the step.
        requires: what must hold before.
        ensures: what holds after.
    """

    run: Callable[[Graph], Graph]
    requires: tuple[Fact, ...] = ()
    ensures: tuple[Fact, ...] = ()

    def __call__(self, graph: Graph) -> Graph:
        """The graph after this step."""
        return self.run(graph)


def run_verified(graph: Graph, passes: Iterable[Pass]) -> Graph:
    """The graph after these passes, each held to its word: for tests, as it takes its time.

    Raises:
        Unsound: where a pass requires what does not hold, or does not ensure what it says.
    """
    facts = GIVEN
    verify(graph, *facts)
    for step in passes:
        verify(graph, *step.requires)
        facts += step.ensures
        graph = step(graph)
        verify(graph, *facts)
    return graph
