"""Layers above that are named by a path through scopes in which the one that asks stands itself."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph

ROUNDS = """
  - repeat:
      name: rounds
      depth: 4
      layers:
        - sequence:
            - linear: {name: first, width: 4, when: $i == 0}
            - linear: {name: own, width: 4}
            - add: rounds.0.first
"""
CALLS = """
  - sequence:
      name: outside
      layers:
        - linear: {name: a, width: 4}
        - sum: outside.a
        - sequence:
            name: further
            layers:
              - linear: {name: a, width: 4}
              - sum: outside.a
              - sum: outside.further.a
"""


def graph_of(layers: str) -> Graph:
    blocks = "blocks: {sum: {inputs: [other], layers: [linear: {name: a, width: 4}, add: other]}}"
    text = f"archspec: 1\ninput: [4]\n{blocks}\nlayers:{layers}"
    return compile_source(Source("net.yaml", text))[1]


def added(graph: Graph) -> list[str]:
    """What each sum adds, beside the value above it."""
    return [node.inputs[1] for node in graph.nodes if node.layer.kind == "add"]


def test_every_round_may_use_what_the_first_has():
    assert added(graph_of(ROUNDS)) == ["rounds.0.first"] * 4


def test_a_block_is_given_what_stands_in_the_scope_of_its_call():
    assert added(graph_of(CALLS)) == ["outside.a", "outside.a", "outside.further.a"]


def test_a_name_nearer_by_hides_one_that_is_reached_through_an_open_scope():
    layers = """
  - sequence:
      name: a
      layers:
        - linear: {name: b, width: 4}
        - sequence:
            layers:
              - sequence: {name: a, layers: [linear: {name: b, width: 4}, relu]}
              - add: a.b
"""
    assert added(graph_of(layers)) == ["a.1.a.b"]


@pytest.mark.parametrize("name", ["rounds", "rounds.0", "rounds.2", "rounds.0.second"])
def test_what_is_no_layer_above_is_none_through_an_open_scope_either(name):
    layers = ROUNDS.replace("depth: 4", "depth: 1").replace("rounds.0.first", name)
    with pytest.raises(Failure) as failure:
        graph_of(layers)
    assert {found.code for found in failure.value.diagnostics} == {"A302"}
