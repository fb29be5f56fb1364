"""Parameters and multiply-adds, against what torch holds and what its own counter counts."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from archspec.backends.module import build_module
from archspec.catalog import shipped
from archspec.compiler import compile_file, compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph
from archspec.shapes import at
from archspec.shapes.size import Whole

OPEN = 24
"""What every size is that a file leaves open."""


def given(graph: Graph, size: Whole) -> int:
    """A size or a figure, where all that is open is given."""
    names = {name for one in graph.inputs for name in one.shape.open_names}
    return at(size, dict.fromkeys(names, OPEN))


def macs_by_torch(graph: Graph) -> int:
    module = build_module(graph, "meta").eval()
    shapes = [[given(graph, size) for size in one.shape.dims] for one in graph.inputs]
    inputs = [torch.zeros(1, *shape, device="meta") for shape in shapes]
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(*inputs)
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("path", shipped().values(), ids=shipped().keys())
def test_a_shipped_spec(path):
    _, graph = compile_file(path)
    module = build_module(graph, "meta")
    assert graph.cost.params == sum(p.numel() for p in module.parameters())
    assert given(graph, graph.cost.macs) == macs_by_torch(graph)


def graph_of(body: str) -> Graph:
    return compile_source(Source("a.yaml", f"archspec: 1\ninput: [4, 8, 8]\n{body}"))[1]


def test_frozen_weights_are_counted_apart():
    graph = graph_of(
        "layers: [conv: {width: 4, kernel: 1, freeze: true}, conv: {width: 4, kernel: 1}]"
    )
    assert (graph.cost.params, graph.trainable_params) == (40, 20)
    module = build_module(graph)
    assert sum(p.numel() for p in module.parameters() if p.requires_grad) == 20


def test_shared_weights_are_counted_once_and_used_twice():
    graph = graph_of(
        "layers: [conv: {name: a, width: 4, kernel: 1}, conv: {width: 4, kernel: 1, share: a}]"
    )
    module = build_module(graph)
    assert graph.cost.params == sum(p.numel() for p in module.parameters()) == 20
    assert graph.cost.macs == macs_by_torch(graph) == 2 * 16 * 64


EXPECTED = [
    ("params: 20", None),
    ("params: {max: 20}", None),
    ("params: {min: 10, max: 30}", None),
    ("output: [4, 8, 8]", None),
    ("receptive_field: [1, 1]", None),
    ("trainable_params: 20, macs: 1024", None),
    ("params: 19", "`params` is 20, and 19 is expected"),
    ("params: {max: 19}", "`params` is 20, and at most 19 is expected"),
    ("params: {min: 30, max: 40}", "`params` is 20, and at least 30 and at most 40 is expected"),
    ("output: [4, 8]", "`output` is 4×8×8, and 4×8 is expected"),
    ("macs: 1023", "`macs` is 1,024, and 1,023 is expected"),
]


@pytest.mark.parametrize(("figures", "message"), EXPECTED)
def test_what_is_expected(figures, message):
    body = f"layers: [conv: {{width: 4, kernel: 1}}]\nexpect: {{{figures}}}"
    if message is None:
        graph_of(body)
        return
    with pytest.raises(Failure) as caught:
        graph_of(body)
    assert [(d.code, d.message) for d in caught.value.diagnostics] == [("A409", message)]
