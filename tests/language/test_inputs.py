"""Inputs that say more than sizes: which axis counts channels, and whether numbers are whole."""

import pytest
import torch

import archspec
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.language import resolved_text

WORDS = """
archspec: 1
params: {words: 50}
input: {shape: [T], values: $words}
layers:
  - embedding: {vocabulary: $words, width: 8}
  - sinusoids
  - attention: {heads: 2, causal: true}
  - linear: $words
"""


def refused(text):
    with pytest.raises(Failure) as failure:
        archspec.loads(text)
    return [(d.code, d.message) for d in failure.value.diagnostics]


def test_a_text_may_be_of_any_length():
    network = archspec.loads(WORDS)
    assert str(network.graph.output_shapes["output"]) == "T×50"
    module = network.build()
    for length in (3, 17):
        assert module(torch.randint(50, (2, length))).shape == (2, length, 50)


def test_a_length_is_set_from_outside_and_written_where_it_was_open():
    spec, graph = compile_source(Source("a.yaml", WORDS), [("T", "9")])
    assert graph.inputs[0].shape.dims == (9,)
    assert "input: {shape: [9], values: $words}" in resolved_text(spec)


def test_channels_that_come_last_are_said_without_a_permute():
    said = "archspec: 1\ninput: {shape: [9, 12], channels: 1}\nlayers: [linear: 5, attention: 1]\n"
    moved = """
archspec: 1
input: [9, 12]
layers:
  - permute: {order: [0, 1], channels: 1}
  - linear: 5
  - attention: 1
"""
    one, other = archspec.loads(said), archspec.loads(moved)
    assert one.graph.output_shapes == other.graph.output_shapes
    assert one.graph.cost == other.graph.cost
    assert one.graph.inputs[0].shape.channels == 12
    assert one.build()(torch.rand(2, 9, 12)).shape == (2, 9, 5)


def test_several_inputs_say_what_they_are_each():
    network = archspec.loads("""
archspec: 1
inputs: {text: {shape: [T], values: 30}, sound: {shape: [S, 6], channels: 1}, age: [1]}
layers:
  - embedding: {name: text_, vocabulary: 40, width: 6}
  - attention: {heads: 2, context: sound}
  - global_avgpool
  - concat: age
""")
    assert [one.values for one in network.graph.inputs] == [30, None, None]
    given = torch.randint(30, (2, 5)), torch.rand(2, 4, 6), torch.rand(2, 1)
    assert network.build()(*given).shape == (2, 7)


REFUSED = {
    "input: [T]": ("A203", "the channels must be a number, not `T`"),
    "input: {shape: [T, 8]}": ("A203", "the channels must be a number, not `T`"),
    "input: {shape: [8, C], channels: 1}": ("A203", "the channels must be a number, not `C`"),
    "input: {shape: [8], channels: 1}": (
        "A203",
        "`channels` is axis 1, but the last axis of `input` is 0",
    ),
    "input: {shape: [8], values: 0}": (
        "A203",
        "`values` must be a whole number of at least 1, not 0",
    ),
    "input: {shape: [8], words: 4}": ("A201", "unknown field `words` in the input `input`"),
    "input: {shape: [8], values: 9}": (
        "A407",
        "`input` holds numbers below 9, and this `embedding` has vectors for 5",
    ),
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_refused(line):
    found = refused(f"archspec: 1\n{line}\nlayers: [embedding: {{vocabulary: 5, width: 2}}]\n")
    assert found == [REFUSED[line]]


def test_a_layer_that_weighs_what_is_looked_up_needs_its_length():
    found = refused("archspec: 1\ninput: {shape: [T], values: 9}\nlayers: [linear: 3]\n")
    assert found == [("A413", "`linear` computes with real numbers, but it receives whole ones")]
    scaled = "archspec: 1\ninput: {shape: [T], values: 9}\nlayers: [rescale: 0.1, linear: 3]\n"
    assert refused(scaled) == [
        ("A411", "`linear` needs the value of `T`, which the input leaves open")
    ]
