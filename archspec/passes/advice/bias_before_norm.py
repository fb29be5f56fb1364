"""A701."""

from collections.abc import Iterator
from dataclasses import replace

from archspec.diagnostics import Diagnostic, Fix, Mark, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import Flow


def bias_before_norm(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A bias right before a normalisation that takes each channel's mean away.

    The bias moves the mean and nothing else, so it is taken away with it; the normalisation's own
    shift does its work (Ioffe and Szegedy 2015, arXiv:1502.03167, section 3.2).
    """
    flow = Flow(graph)
    pairs = [(one, norm) for one, norm in flow.pairs() if _centres(norm) and _biased(one)]
    # A bias that other layers share may have a meaning there.
    centred = {one.path for one, _ in pairs}
    elsewhere = {n.weights for n in graph.nodes if _biased(n) and n.path not in centred}
    for one, norm in pairs:
        if one.weights not in elsewhere:
            yield _found(one, norm)


def _centres(norm: Node) -> bool:
    """Whether it takes their mean away: with `freeze: all` it is one of other numbers."""
    return norm.layer.centres and getattr(norm.layer, "freeze", False) != "all"


def _biased(node: Node) -> bool:
    return node.layer.linear_map and bool(getattr(node.layer, "bias", False))


def _found(node: Node, norm: Node) -> Diagnostic:
    kind, numbers = node.layer.kind, node.output.channels
    problem = Problem(
        "A701",
        f"the `{norm.layer.kind}` after this `{kind}` takes its bias away again",
        ("bias",) if "bias" in node.layer.model_fields_set else (),
        "adds what is then subtracted",
        (f"{numbers:,} parameters that change nothing",),
        (Fix("leave the bias out", {"bias": False}),),
    )
    found = finding(problem, node)
    mark = Mark(norm.origin.span, "subtracts the mean of each channel")
    return replace(found, marks=(mark, *found.marks))
