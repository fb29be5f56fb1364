"""A709."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding


def shared_averages(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A normalisation whose running averages several layers share with its weights.

    Each round has figures of its own, and the averages become a mixture that fits none: training
    looks well and evaluation does not. Networks that share weights keep averages apart (Cooijmans
    et al. 2017, arXiv:1603.09025; Jastrzębski et al. 2018, arXiv:1710.04773).
    """
    for node in graph.nodes:
        if node.shared and node.layer.keeps_averages():
            yield _found(node)


def _found(node: Node) -> Diagnostic:
    problem = Problem(
        "A709",
        f"one `{node.layer.kind}` keeps one running average for several places in the network",
        label="its averages fit none of them",
        notes=("with shared weights, further rounds add no parameters",),
        fixes=(Fix("normalise without averages: `track_running_stats: false`", _OFF),),
    )
    return finding(problem, node)


_OFF = {"track_running_stats": False}
