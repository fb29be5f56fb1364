"""A722."""

from collections.abc import Iterator
from typing import Final

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding

LEAST: Final = 0.5
"""A part above which the last batch counts for more than all before it."""


def momentum_of_keras(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A normalisation whose averages are nearly those of the last batch.

    Torch's `momentum` is the part of a new batch in the running averages, 0.1 unless it is said
    (documentation of torch.nn.BatchNorm2d); Keras and TensorFlow call so what stays of the old
    ones, 0.99. Taken over as it is, evaluation uses the averages of one batch.
    """
    for node in graph.nodes:
        if node.layer.role == "norm":
            momentum = getattr(node.layer, "momentum", None)
            if isinstance(momentum, float) and LEAST < momentum < 1:
                yield _found(node, momentum)


def _found(node: Node, momentum: float) -> Diagnostic:
    right = round(1 - momentum, 6)
    problem = Problem(
        "A722",
        f"a momentum of {momentum:g} leaves little but the last batch in the averages",
        ("momentum",),
        label="the part of a new batch",
        notes=("Keras and TensorFlow call so the part that stays of the batches before",),
        fixes=(Fix(f"write `momentum: {right:g}`", {"momentum": right}),),
    )
    return finding(problem, node)
