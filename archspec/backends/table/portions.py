"""Where the parameters and the work of a network are: by the kind of layer, or by scope."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archspec.backends.table.grid import figure, grid, share
from archspec.backends.table.sums import MACS, Work, title
from archspec.diagnostics.readable import as_name
from archspec.graph import Graph, Node, Scope
from archspec.passes.gradients import training_macs_of

NESTED: Final = "a scope counts what stands in it, and so do those around it"


@dataclass(frozen=True, slots=True)
class Portion:
    """The figures of some layers together.

    Args:
        name: their kind, or the path of their scope.
        kind: the word for the scope; empty for a kind.
        layers: how many there are.
        params: shared ones count once.
        macs: multiply-adds per sample.
        training_macs: those of a step of training.
        level: how deep the scope stands, from 0; those of level 0 add up.
    """

    name: str
    kind: str
    layers: int
    params: int
    macs: int
    training_macs: int
    level: int = 0


def by_kind(graph: Graph) -> list[Portion]:
    """A portion for each kind of layer, the one with most work first."""
    groups: dict[str, list[Node]] = {}
    for node in graph.nodes:
        groups.setdefault(node.layer.kind, []).append(node)
    work = training_macs_of(graph)
    portions = [_portion(kind, "", nodes, work) for kind, nodes in groups.items()]
    return sorted(portions, key=lambda one: (one.macs, one.params), reverse=True)


def by_scope(graph: Graph, depth: int | None = None) -> list[Portion]:
    """A portion for each scope, one in another behind it, and one for each layer in none.

    Args:
        graph: the network.
        depth: deeper scopes are left out; by default those in others are.
    """
    work = training_macs_of(graph)
    return list(_inside(graph, graph.tree.root, depth or 1, 0, work))


def _inside(
    graph: Graph, scope: Scope, depth: int, level: int, work: dict[str, int]
) -> Iterator[Portion]:
    for child in scope.children:
        if isinstance(child, Scope):
            nodes = graph.tree.nodes_of(child)
            yield _portion(child.path, child.kind, nodes, work, level)
            if level + 1 < depth:
                yield from _inside(graph, child, depth, level + 1, work)
        elif level == 0:
            yield _portion(child.path, child.layer.kind, [child], work)


def _portion(
    name: str, kind: str, nodes: Sequence[Node], work: dict[str, int], level: int = 0
) -> Portion:
    return Portion(
        name,
        kind,
        len(nodes),
        sum(node.cost.params for node in nodes),
        sum(node.cost.macs for node in nodes),
        sum(work[node.path] for node in nodes),
        level,
    )


def portions_as_text(graph: Graph, by: str, depth: int | None = None, work: Work = MACS) -> str:
    """The portions as a table, whose columns add up to the network's figures below."""
    portions = by_kind(graph) if by == "kind" else by_scope(graph, depth)
    total = graph.cost
    body = [_cells(one, total.params, total.macs, work) for one in portions]
    whole = Portion("all", "", len(graph.nodes), total.params, total.macs, 0)
    headings = (by, "layers", "params", "", work.word, "")
    lines = grid(headings, "<>>>>>", body, [_cells(whole, total.params, total.macs, work)])
    notes = [NESTED] if any(one.level for one in portions) else []
    return "\n".join([title(graph), "", *lines, "", work.convention, *notes])


def _cells(one: Portion, params: int, macs: int, work: Work) -> tuple[str, ...]:
    kind = f" ({as_name(one.kind)})" if one.kind else ""
    return (
        f"{'  ' * one.level}{as_name(one.name)}{kind}",
        f"{one.layers:,}",
        figure(one.params),
        share(one.params, params),
        figure(work.each * one.macs),
        share(one.macs, macs),
    )


def portions_as_dict(graph: Graph, by: str, depth: int | None = None) -> list[dict[str, Any]]:
    """The portions as data."""
    from archspec.backends.table.data import plain

    portions = by_kind(graph) if by == "kind" else by_scope(graph, depth)
    return [
        {
            by: one.name,
            **({"kind": one.kind, "level": one.level} if by == "scope" else {}),
            "layers": one.layers,
            "params": one.params,
            "macs": plain(one.macs),
            "training_macs": plain(one.training_macs),
        }
        for one in portions
    ]
