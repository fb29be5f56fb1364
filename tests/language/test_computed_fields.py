"""Text in fields: an expression where no word could stand, and otherwise what it says."""

import re

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.language.document.training import read_recipe
from archspec.syntax import read

ALIKE = (
    ("width: 8 * 2", "width: 16"),
    ("width: 'min(16, 64)'", "width: 16"),
    ("width: 16, kernel: 2 + 1", "width: 16, kernel: 3"),
    ('width: 16, kernel: [1 + 2, "max(1, 2)"]', "width: 16, kernel: [3, 2]"),
    ('width: "2 ** 4"', "width: 16"),
    ("width: 16, init: {normal: {std: 1 / 8}}", "width: 16, init: {normal: {std: 0.125}}"),
    ("width: 16, l2: 1 / 8", "width: 16, l2: 0.125"),
)


@pytest.mark.parametrize(("computed", "plain"), ALIKE)
def test_where_only_numbers_are_wanted_text_is_computed(computed, plain):
    layers = [
        compile_text(f"archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: {{{text}}}]\n")
        for text in (computed, plain)
    ]
    assert layers[0] == layers[1]


def compile_text(text):
    return compile_source(Source("net.yaml", text))[1].nodes[0].layer


REFUSED = (
    ('width: "16"', 'not "16"'),
    ("width: 16, padding: 2 + 1", "`padding`"),
    ("width: 1_6", "1_6"),
    ("width: large", "large"),
    ("width: 8 * large", "`large` is neither a number nor a parameter"),
)


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_words_and_quoted_numbers_are_not_computed(fields, words):
    with pytest.raises(Failure, match=re.escape(words)):
        compile_text(f"archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: {{{fields}}}]\n")


def test_a_recipe_is_computed_as_layers_are():
    recipe, _ = read_recipe(
        read(
            Source(
                "net.yaml",
                "{data: {dataset: digits, val: 0.125}, epochs: 2 * 30, device: cpu,"
                " optimizer: {sgd: {lr: 2 * 0.1, momentum: 1 - 0.5}}}",
            )
        ),
        {},
    )
    assert (recipe.epochs, recipe.data.val) == (60, 0.125)
    assert (recipe.optimizer.lr, recipe.optimizer.momentum) == (0.2, 0.5)
    assert recipe.device == "cpu"


ROUNDS = (
    ("each: [[8, 3], [16, 1]], as: [w, k]", "conv: {width: $w, kernel: $k}"),
    (
        "each: [{w: 8, k: 3}, {w: 16, k: 1}], as: {w: width, k: kernel}",
        "conv: {width: $width, kernel: $kernel}",
    ),
    ("each: 'zip([8, 16], [3, 1])', as: [w, k]", "conv: {width: $w, kernel: $k}"),
    (
        "each: '[[w, 3 if w < 10 else 1] for w in [8, 16]]', as: [w, _]",
        "conv: {width: $w, kernel: 3 - 2 * $i}",
    ),
)


@pytest.mark.parametrize(("rounds", "layer"), ROUNDS)
def test_items_of_a_repeat_are_taken_apart(rounds, layer):
    text = f"archspec: 1\ninput: [3, 8, 8]\nlayers: [repeat: {{{rounds}, layers: [{layer}]}}]\n"
    graph = compile_source(Source("net.yaml", text))[1]
    found = [(node.layer.width, node.layer.kernel) for node in graph.nodes]
    assert found == [(8, 3), (16, 1)]


def test_a_whole_number_is_a_name_that_can_be_referred_to():
    text = """
archspec: 1
params: {s: 7}
input: [4, 8, 8]
layers:
  - conv: {name: $s, width: 4, kernel: 1}
  - relu
  - add: 7
  - concat: ["${s}", input]
"""
    nodes = compile_source(Source("net.yaml", text))[1].nodes
    assert [node.path for node in nodes] == ["7", "1", "2", "3"]
    assert nodes[2].inputs == ("1", "7")
    assert nodes[3].inputs == ("2", "7", "@input")


def test_a_written_number_and_an_index_clash():
    text = "archspec: 1\ninput: [4, 8, 8]\nlayers: [conv: {name: 1, width: 4}, relu]\n"
    with pytest.raises(Failure, match="the name `1` is also the index of this unnamed layer"):
        compile_source(Source("net.yaml", text))
