"""A713."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding


def unused_layer(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A layer or an input that no output depends on.

    Its weights get no gradient, which costs memory, and which distributed training refuses (the
    documentation of torch's DistributedDataParallel on unused parameters).
    """
    needed = set(graph.outputs.values())
    unused = []
    for node in reversed(graph.nodes):
        if node.path in needed:
            needed |= {*node.inputs, node.weights}
        else:
            unused.append(node)
    # What leads to an unused layer only is unused because of it, and one word is enough.
    leading = {value for node in unused for value in node.inputs}
    yield from (_found(node) for node in unused if node.path not in leading)
    for one in graph.inputs:
        if one.value not in needed | leading:
            yield Diagnostic("A713", f"nothing uses the input `{one.name}`", one.span)


def _found(node: Node) -> Diagnostic:
    params = f", with {node.cost.params:,} parameters" if node.cost.params else ""
    problem = Problem(
        "A713",
        f"no output of the network depends on this `{node.layer.kind}`",
        label=f"it is computed for nothing{params}",
        fixes=(Fix("remove it, or name it in `outputs` or in a layer's `from` or `with`"),),
    )
    return finding(problem, node)
