"""A715."""

from collections.abc import Iterator
from dataclasses import replace

from archspec.diagnostics import Diagnostic, Fix, Mark, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import Flow


def twice_in_a_row(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """An activation, a normalisation or dropout right after one of the same kind.

    The second rectifier or normalisation finds its work done; most often one stands in a `conv`
    and the other on a line of its own.
    """
    for first, second in Flow(graph).pairs():
        if second.layer.role and type(first.layer) is type(second.layer):
            yield _found(first, second)


def _found(first: Node, second: Node) -> Diagnostic:
    kind = second.layer.kind
    problem = Problem(
        "A715",
        f"this `{kind}` follows a `{kind}`",
        label="again",
        fixes=(Fix("remove one of the two"),),
    )
    found = finding(problem, second)
    return replace(found, marks=(Mark(first.origin.span, "the first"), *found.marks))
