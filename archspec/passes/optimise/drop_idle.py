"""Leaves out what gives just what it takes: identities, dropout in evaluation, padding by 0.

Only what does so whatever it takes: a pool to the size that there is would be needed for an image
of another size, which the module takes as well. And where gradients count, what torch makes a copy
of stays if others take the same value: sums of three gradients round by the order of their terms.
"""

from collections import Counter
from dataclasses import replace

from archspec.graph import Graph, Node
from archspec.passes.optimise.rewrite import Rewrite


def drop_idle(graph: Graph, *, training: bool) -> tuple[Graph, tuple[Rewrite, ...]]:
    """The graph without nodes that do nothing, and a record of each.

    Args:
        graph: in which a node that is left out gives its only input.
        training: whether they must do nothing in training either.
    """
    uses = Counter(value for node in graph.nodes for value in node.inputs)
    uses.update(graph.outputs.values())
    alone = {value: count == 1 for value, count in uses.items()}
    instead: dict[str, str] = {}
    kept: list[Node] = []
    rewrites: list[Rewrite] = []
    for node in graph.nodes:
        why = node.layer.passes_on(training=training)
        if why and (alone[node.inputs[0]] or not (training and node.layer.copies)):
            alone[node.path] = alone.get(node.path, False) and alone[node.inputs[0]]
            instead[node.path] = instead.get(node.inputs[0], node.inputs[0])
            rewrites.append(_record(node, why))
        else:
            kept.append(_rewired(node, instead))
    outputs = {name: instead.get(value, value) for name, value in graph.outputs.items()}
    return replace(graph, nodes=tuple(kept), outputs=outputs), tuple(rewrites)


def _record(node: Node, why: str) -> Rewrite:
    always = bool(node.layer.passes_on(training=True))
    line = node.origin.span.line
    short = f"no `{node.layer.kind}`"
    return Rewrite("is left out", (node.path,), (line,), why, short, "gradients", always)


def _rewired(node: Node, instead: dict[str, str]) -> Node:
    """The node with what stands for its inputs; without weights to share it is its own owner."""
    weights = node.path if node.weights in instead else node.weights
    return node._replace(inputs=tuple(instead.get(v, v) for v in node.inputs), weights=weights)
