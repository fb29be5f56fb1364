"""A714."""

from collections.abc import Iterator
from typing import Final

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import drop_probability

MOST: Final = 0.9


def drops_nearly_all(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Dropout that keeps a tenth or less.

    `p` is the probability of dropping; the paper and early TensorFlow name that of keeping, and so
    0.9 is most often meant as 0.1. Usual are 0.5 between hidden layers and 0.2 at the input
    (Srivastava et al. 2014, section A.4).
    """
    for node in graph.nodes:
        p = drop_probability(node.layer)
        if p >= MOST:
            yield _found(node, p)


def _found(node: Node, p: float) -> Diagnostic:
    kept = round(1 - p, 6)
    problem = Problem(
        "A714",
        f"this `{node.layer.kind}` drops {p:.4g} of what it takes, and keeps {kept:.4g}",
        ("p",),
        "the probability of dropping",
        fixes=(Fix(f"to keep {p:.4g}, write `p: {kept:g}`", {"p": kept}),),
    )
    return finding(problem, node)
