"""A layer with its norm, act and dropout, as nodes of a graph."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.graph import Graph

COMPOSITES = ["conv", "conv_transpose"]


def graph_of(layer: str) -> Graph:
    text = f"archspec: 1\ninput: [3, 9, 9]\nlayers:\n  - {layer}\n"
    return compile_source(Source("a.yaml", text))[1]


@pytest.mark.parametrize("kind", COMPOSITES)
def test_alone_it_is_one_node(kind):
    graph = graph_of(f"{kind}: 8")
    assert [(node.path, node.layer.kind) for node in graph.nodes] == [("0", kind)]
    assert not graph.scopes


@pytest.mark.parametrize("kind", COMPOSITES)
def test_a_scope_of_layer_norm_act_and_dropout_in_this_order(kind):
    fields = "dropout: 0.1, act: relu, norm: batchnorm"
    graph = graph_of(f"{kind}: {{width: 8, name: stem, {fields}}}")
    assert [(n.path, n.layer.kind) for n in graph.nodes] == [
        ("stem.0", kind),
        ("stem.1", "batchnorm"),
        ("stem.2", "relu"),
        ("stem.3", "dropout"),
    ]
    assert [(s.path, s.kind) for s in graph.scopes.values()] == [("stem", kind)]
    assert graph.nodes[0].layer.name is None


@pytest.mark.parametrize("kind", COMPOSITES)
@pytest.mark.parametrize(
    ("fields", "bias"),
    [
        ("act: relu", True),
        ("norm: batchnorm", False),
        ("norm: batchnorm, bias: true", True),
        ("act: relu, bias: false", False),
    ],
)
def test_a_norm_drops_the_bias_unless_it_is_written(kind, fields, bias):
    first = graph_of(f"{kind}: {{width: 8, {fields}}}").nodes[0]
    assert first.layer.bias is bias


def test_a_composite_may_have_any_activation():
    _, act = graph_of("conv: {width: 8, act: {maxout: 4}}").nodes
    assert str(act.output) == "2×7×7"
