"""A708."""

from collections.abc import Iterator
from typing import Final

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import Flow

PART: Final = 0.9
"""VGG, which is known for its large first linear layer, has 0.74 of its parameters there."""
LARGE: Final = 1_000_000
"""Below this many parameters there is nothing to save."""


def one_large_layer(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A linear layer behind a flattened image that holds nearly all parameters of the network.

    Averaging each channel first needs far fewer, overfits less and lets the input have any size
    (Lin et al. 2014, arXiv:1312.4400, section 3.2).
    """
    flow, total = Flow(graph), graph.cost.params
    for node in graph.nodes:
        large = node.cost.params > max(PART * total, LARGE)
        image = _flattened(flow, node) if large and node.layer.linear_map else None
        if image is not None:
            yield _found(node, image, total)


def _flattened(flow: Flow, node: Node) -> Node | None:
    """The layer whose image was laid out as the vector that this layer takes."""
    if node.shapes[0].spatial:
        return None
    way = flow.back(flow.before(node))
    image = next((one for one in way if one.output.spatial), None)
    kept = image is not None and image.output.elements == node.shapes[0].channels
    return image if kept else None


def _found(node: Node, image: Node, total: int) -> Diagnostic:
    kind, shape = node.layer.kind, image.output
    fewer = node.cost.params - (shape.elements - shape.channels) * node.output.channels
    words = f"average each channel before: {shape.channels:,} features, {fewer:,} parameters here"
    problem = Problem(
        "A708",
        f"this `{kind}` has {100 * node.cost.params // total}% of all {total:,} parameters",
        label=f"{shape} flattened is {shape.elements:,} features",
        fixes=(Fix(words),),
    )
    return finding(problem, node)
