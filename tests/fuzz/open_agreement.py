"""A spec with its sizes left open, against the same spec at the sizes that it had."""

from typing import Any

from archspec.backends.table import as_text
from archspec.compiler import advise
from archspec.diagnostics import Failure
from archspec.network import Network, loads
from archspec.shapes import at

TAKEN = frozenset(("A401", "A403", "A407", "A411"))
"""What may stand against an open size: it is needed, or differs from what it is merged with."""


def opened(spec: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """The spec with a name for every size behind the channels, and the sizes."""
    sizes: dict[str, int] = {}

    def named(shape: Any) -> Any:
        if not isinstance(shape, list) or not all(type(size) is int for size in shape):
            return shape
        for i, size in enumerate(shape[1:]):
            sizes[f"Size{i}_{size}"] = size
        return [shape[0], *(f"Size{i}_{size}" for i, size in enumerate(shape[1:]))]

    found = dict(spec)
    if "input" in spec:
        found["input"] = named(spec["input"])
    else:
        found["inputs"] = {name: named(shape) for name, shape in spec["inputs"].items()}
    return found, sizes


def check_open(text: str, sizes: dict[str, int], bound: Network) -> bool:
    """Whether the open spec compiles; where it does, its figures are the bound one's."""
    try:
        network = loads(text)
    except Failure as failure:
        found = failure.diagnostics
        network = None
    if network is None:
        assert {diagnostic.code for diagnostic in found} <= TAKEN, found
        return False
    graph = network.graph
    shapes = [tuple(at(d, sizes) for d in node.output.dims) for node in graph.nodes]
    paths, others = ([node.path for node in one.nodes] for one in (graph, bound.graph))
    if paths != others:
        # A body that leaves one position as it is needs no projection there, and one elsewhere.
        assert any(node.layer.kind == "add" for node in graph.nodes)
        return False
    assert shapes == [node.output.dims for node in bound.graph.nodes]
    # A projection of one position may have any stride, so arguments may differ, and classes not.
    targets = [node.call.target for node in graph.nodes]
    assert targets == [node.call.target for node in bound.graph.nodes]
    assert at(graph.cost.macs, sizes) == bound.graph.cost.macs
    assert at(graph.activation_bytes, sizes) == bound.graph.activation_bytes
    assert graph.cost.params == bound.graph.cost.params
    assert as_text(graph)
    advise(network.spec, graph)
    return True
