"""Whole and real numbers in random networks: what `check` says of them, against torch."""

from collections.abc import Sequence

import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import archspec
from archspec.kind import EITHER, REAL, Numbers
from archspec.shapes import Shape

VALUES = 5
LAYERS = (
    *("relu", "abs", "sigmoid", "softmax", "gelu", "identity", "flatten", "layernorm"),
    *("linear: 6", "embedding: {width: 6, vocabulary: 60}", "rescale: 0.3", "pow: 1"),
    *("reduce: argmax", "reduce: {by: max, axis: 0}", "reduce: {by: mean, keep: true}"),
    *("permute: [1, 0]", "slice: {end: 2}", "select: 0", "class_token", "affine"),
    *("add: input", "maximum: input", "div: input", "concat: input", "dropout"),
    *("constant: {values: [[1, 2, 3], [0, 1, 2]]}", "constant: {values: [0.5, 2]}"),
)
"""None of them makes numbers so large that the embedding has no vector for them."""


def spec(sizes: Sequence[int], layers: Sequence[str], values: int | None = VALUES) -> str:
    said = f"{{shape: {list(sizes)}, values: {values}}}" if values else list(sizes)
    rows = "".join(f"\n  - {layer}" for layer in layers)
    return f"archspec: 1\ninput: {said}\nlayers:{rows}\n"


def run(sizes: Sequence[int], layers: Sequence[str], x: torch.Tensor) -> torch.Tensor:
    """What the layers make of whole numbers, in training, as torch says it."""
    if not layers:
        return x
    torch.manual_seed(1)
    return archspec.loads(spec(sizes, layers)).build().train()(x)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([(6,), (2, 3), (3, 3)]),
    st.lists(st.sampled_from(LAYERS), min_size=1, max_size=5),
)
def test_what_check_lets_through_runs_and_what_it_refuses_does_not(sizes, layers):
    found = archspec.check(text=spec(sizes, layers))
    codes = {one.code for one in found if one.code < "A7"}
    x = torch.randint(VALUES, (2, *sizes))
    if not codes:
        last = archspec.loads(spec(sizes, layers)).graph.nodes[-1].numbers
        given = run(sizes, layers, x)
        assert given.is_floating_point() == last.real
        if last.whole:
            assert torch.equal(given, given.round())
        if last.below is not None:
            assert given.max() < last.below
        return
    assume(codes == {"A413"})
    at = min(one.span.line for one in found if one.code == "A413") - 4
    value = run(sizes, layers[:at], x)
    if layers[at].startswith("embedding"):
        assert value.is_floating_point()
        return
    assert not value.is_floating_point()
    # Alone and behind an input that holds any numbers, nobody refuses it before it runs.
    shape = archspec.loads(spec(sizes, layers[:at])).graph.nodes[-1].output if at else Shape(sizes)
    text = spec(shape.dims, [_last(shape), layers[at]], None)
    assume(not any(one.code < "A7" for one in archspec.check(text=text)))
    alone = archspec.loads(text).build().train()
    try:
        alone(value)
    except (RuntimeError, NotImplementedError, TypeError):
        return
    raise AssertionError(f"torch runs {layers[at]}")


def _last(shape: Shape) -> str:
    """A layer that sets the axis of the channels and changes nothing."""
    order = list(range(len(shape.dims)))
    return f"permute: {{order: {order}, channels: {shape.channel_axis}}}"


def test_an_input_of_which_nothing_is_said_is_what_its_layers_take():
    text = (
        "archspec: 1\ninput: [6]\nlayers: [{embedding: {width: 4, vocabulary: 9}}, {linear: 2}]\n"
    )
    network = archspec.loads(text)
    assert network.graph.inputs[0].numbers == EITHER
    assert [node.numbers for node in network.graph.nodes] == [REAL, REAL]


def test_calls_of_a_block_with_numbers_of_both_kinds_are_told_apart():
    text = """archspec: 1
inputs: {words: {shape: [6], values: 9}, x: [6]}
blocks: {same: {layers: [identity, flatten]}}
layers:
  - same: {from: x}
  - linear: {name: weighed, width: 6}
  - same: {from: weighed}
  - linear: 6
  - same: {from: words}
  - linear: 6
"""
    [found] = archspec.check(text=text)
    assert (found.code, found.span.line) == ("A413", 10)


def test_places_of_the_largest_are_looked_up_within_the_vocabulary():
    text = """archspec: 1
input: [7, 4]
layers:
  - reduce: {name: best, by: argmax}
  - embedding: {width: 3, vocabulary: 6}
"""
    [found] = archspec.check(text=text)
    assert found.code == "A407"
    assert "numbers below 7" in found.message
    best = archspec.loads(text.replace("6}", "7}")).graph.nodes[0]
    assert best.numbers == Numbers(real=False, whole=True, below=7)


def test_given_numbers_are_looked_up_where_all_are_whole():
    text = "archspec: 1\ninput: [6]\nlayers: [{constant: {values: [1, VALUE]}}, EMBEDDING]\n"
    text = text.replace("EMBEDDING", "{embedding: {width: 4, vocabulary: 9}}")
    for value, codes in {
        "3": [],
        "8.0": [],
        "2.5": ["A413"],
        "-1": ["A413"],
        "9": ["A407"],
    }.items():
        found = archspec.check(text=text.replace("VALUE", value))
        assert [one.code for one in found] == codes
