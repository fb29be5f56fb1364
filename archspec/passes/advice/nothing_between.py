"""A703."""

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from archspec.diagnostics import Diagnostic, Fix, Mark, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import Flow


def nothing_between(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Two linear layers, or two convolutions alike, with nothing non-linear between them.

    Together they compute what one such layer could: a product of matrices is a matrix (Minsky and
    Papert 1969; Saxe et al. 2013, arXiv:1312.6120, on how such networks learn). Silent where two
    are there to save weights, as a factorised matrix, a bottleneck, or a depthwise convolution
    before a pointwise one does, where the weights are set by hand, and where the kernels differ.
    A longer row is one finding, at its second layer.
    """
    flow = Flow(graph)
    row: set[str] = set()
    for node in graph.nodes:
        before = _linear_before(flow, node)
        if before is not None and _pointless(graph, before, node):
            if before.path not in row:
                yield _found(before, node)
            row.add(node.path)


def _linear_before(flow: Flow, node: Node) -> Node | None:
    """The linear map before this one, across dropout, which does nothing in evaluation."""
    if not node.layer.linear_map:
        return None
    way = flow.back(flow.before(node))
    before = next((one for one in way if one.layer.role != "dropout"), None)
    return before if before is not None and before.layer.linear_map else None


def _pointless(graph: Graph, first: Node, second: Node) -> bool:
    """Whether one layer could do the same without more weights, or as nobody would write two."""
    layers = (first.layer, second.layer)
    if first.frozen or second.frozen or any(getattr(x, "groups", 1) > 1 for x in layers):
        return False
    window = graph.window(first)
    if type(layers[0]) is not type(layers[1]) or window != graph.window(second):
        return False
    narrow = first.output.channels < min(first.shapes[0].channels, second.output.channels)
    slides = window is not None and prod(window.extent) > 1
    return not narrow and (slides or not _saves(first, second))


def _saves(first: Node, second: Node) -> bool:
    """Whether the two have fewer weights than the product of their matrices would."""
    both = (first.shapes[0].channels + second.output.channels) * first.output.channels
    return both < first.shapes[0].channels * second.output.channels


def _found(first: Node, second: Node) -> Diagnostic:
    kind = second.layer.kind
    problem = Problem(
        "A703",
        f"nothing non-linear stands between this `{kind}` and the one before it",
        label="a linear function of a linear function is one",
        notes=(f"the two together can do no more than one `{kind}` could",),
        fixes=(Fix("put an activation between them, or leave one of them out"),),
    )
    found = finding(problem, second)
    return replace(found, marks=(Mark(first.origin.span, "the one before"), *found.marks))
