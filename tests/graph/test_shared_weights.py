"""A block call or a sequence that uses the weights of another as a whole."""

import pytest
import torch

from archspec.backends.module import build_module
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph

TWO_INPUTS = """archspec: 1
inputs: {{left: [3, 8, 8], right: [3, 8, 8]}}
blocks:
  tower:
    params: {{width: 8}}
    layers:
      - conv: {{width: $width, norm: batchnorm}}
      - residual:
          body: [{{conv: {{width: 16, stride: 2, padding: 1}}}}]
          shortcut: project
layers:
  - tower: {{name: one}}
  - {second}
  - sub: one
"""


def graph_of(text: str) -> Graph:
    return compile_source(Source("example.yaml", text))[1]


def towers(second: str) -> Graph:
    return graph_of(TWO_INPUTS.format(second=second))


def test_a_call_uses_the_weights_of_another_and_costs_none():
    alone = towers("tower: {name: other, from: right}")
    shared = towers("tower: {name: other, from: right, share: one}")
    assert alone.cost.params == 2 * shared.cost.params
    assert alone.cost.macs == shared.cost.macs


def test_every_tensor_is_the_same_also_those_of_a_projection():
    model = build_module(towers("tower: {name: other, from: right, share: one}"))
    one, other = model.get_submodule("one"), model.get_submodule("other")
    assert [name for name, _ in one.named_parameters()] == [
        "0.0.weight",
        "0.1.weight",
        "0.1.bias",
        "1.0.weight",
        "1.0.bias",
        "1.shortcut.0.weight",
    ]
    state, twin = one.state_dict(keep_vars=True), other.state_dict(keep_vars=True)
    assert state.keys() == twin.keys()
    assert all(state[key] is twin[key] for key in state)
    images = torch.randn(2, 3, 8, 8)
    assert not model.eval()(images, images).any()


def test_a_sequence_uses_the_weights_of_one():
    graph = graph_of(
        """archspec: 1
input: [8]
layers:
  - sequence: {name: first, layers: [{linear: 8}, relu, {linear: 8}]}
  - relu
  - sequence: {name: second, share: first, layers: [{linear: 8}, tanh, {linear: 8}]}
""".replace("tanh", "relu")
    )
    assert graph.cost.params == 2 * (8 * 8 + 8)


def test_the_scope_may_be_named_with_dots_or_stand_around():
    graph = graph_of(
        """archspec: 1
input: [8]
blocks:
  pair:
    layers: [{linear: 8}, {linear: 8}]
layers:
  - sequence:
      name: outer
      layers:
        - pair: {name: inner}
        - relu
        - pair: {share: inner}
  - pair: {share: outer.inner}
"""
    )
    assert graph.cost.params == 2 * (8 * 8 + 8)


@pytest.mark.parametrize(
    ("second", "code", "message"),
    [
        ("tower: {from: right, share: two}", "A302", "no layer above is named `two`"),
        (
            "tower: {from: right, share: one, width: 4}",
            "A304",
            "the shared `weight` is 8×3×3×3 in the first layer, and 4×3×3×3 here",
        ),
        (
            "sequence: {from: right, share: one, layers: [{conv: 8}, relu]}",
            "A304",
            "`one` has no layer `0`, whose weights this one would use",
        ),
    ],
)
def test_what_cannot_be_shared(second, code, message):
    with pytest.raises(Failure) as failure:
        towers(second)
    assert [(d.code, d.message) for d in failure.value.diagnostics][:1] == [(code, message)]
