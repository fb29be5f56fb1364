"""Which values are there at the same time in evaluation."""

from collections import defaultdict

from archspec.graph import Graph
from archspec.passes.memory.kept import NUMBER, kept_by


def peak_bytes(graph: Graph) -> int:
    """Bytes of all values that are there at once, at most, in evaluation of one sample.

    Layers run in order. A value goes when the last that takes it is done, and what a module takes
    when the module is done; inputs and outputs stay. Parameters are not counted.
    """
    spared = graph.training_only
    alive = {one.value: one.shape.elements for one in graph.inputs}
    roots = {value: value for value in alive}
    last = _last_uses(graph)
    ends: dict[str, int] = {}
    leaving: dict[int, list[str]] = defaultdict(list)
    peak = now = sum(alive.values())
    for at, node in enumerate(graph.nodes):
        if node.path in spared:
            continue
        one = kept_by(node)
        root = roots[node.path] = roots[node.inputs[0]] if one.view else node.path
        if not one.view:
            alive[root] = node.output.elements
            now += node.output.elements
        # Memory of a network's input stays, whoever looks at it.
        if root[0] != "@":
            end = ends[root] = max(ends.get(root, 0), last.get(node.path, at))
            leaving[end].append(root)
        peak = max(peak, now + one.beside(node))
        now -= sum(alive.pop(r) for r in set(leaving.pop(at, ())) if ends[r] == at)
    return NUMBER * peak


def _last_uses(graph: Graph) -> dict[str, int]:
    """The position of the last node while which each value is there."""
    spared = graph.training_only
    last: dict[str, int] = {}
    for at, node in enumerate(graph.nodes):
        if node.path not in spared:
            last |= dict.fromkeys(node.inputs, at)
    for scope in graph.tree.scopes.values():
        for value in scope.takes:
            last[value] = max(last.get(value, 0), scope.stop - 1)
    end = len(graph.nodes)
    kept = [value for name, value in graph.outputs.items() if name not in graph.training]
    return last | dict.fromkeys(kept, end)
