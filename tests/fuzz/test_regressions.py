"""What the fuzzing found, a test for each; the title says why it matters."""

from time import process_time

import pytest
from message_agreement import check_failure
from torch_agreement import check_module
from view_agreement import accepted

from archspec.diagnostics import Failure, Source
from archspec.network import loads
from archspec.syntax import read

HEAD = "archspec: 1\ninput: [3, 8, 8]\n"


def refused(text: str) -> list[str]:
    with pytest.raises(Failure) as caught:
        loads(text)
    check_failure(caught.value)
    return [found.code for found in caught.value.diagnostics]


def test_a_repeat_of_depth_0_says_nothing_about_its_variables():
    network = loads(HEAD + 'layers: [relu, {repeat: {depth: 0, layers: [{conv: "$i + 1"}]}}]')
    assert [node.path for node in network.graph.nodes] == ["0"]


def test_a_repeat_over_an_empty_list_says_nothing_about_its_item():
    text = "layers: [relu, {repeat: {each: [], as: width, layers: [{conv: $width}]}}]"
    assert len(loads(HEAD + text).graph.nodes) == 1


@pytest.mark.parametrize("kind", ["gate", "sequence", "dense"])
def test_a_scope_whose_value_nobody_takes_is_built(kind):
    inner = f"{{{kind}: [{{conv: {{width: 3, kernel: 1}}}}]}}"
    layers = f"layers: [{{relu: {{name: a}}}}, {{sequence: [{inner}]}}]"
    check_module(loads(f"{HEAD}{layers}\noutputs: {{out: a}}"))


def test_an_item_of_a_list_may_be_an_expression_in_an_editor_too():
    text = HEAD + "params: {k: 3}\nlayers: [{maxpool: [$k, 2]}, {reshape: [-1, $k]}]"
    assert loads(text.replace("8, 8", "6, 8"))
    assert accepted(text)


def test_blocks_that_call_each_other_inside_containers_do_not_exhaust_the_stack():
    for nested, calls in ((10, 40), (20, 60), (25, 10)):
        deep = "{sequence: [" * nested + "relu, {b: {n: $n - 1, when: $n > 0}}" + "]}" * nested
        blocks = f"blocks: {{b: {{params: {{n: {calls}}}, layers: [{deep}]}}}}\n"
        assert refused(f"{HEAD}{blocks}layers: [b]") == ["A212"]


@pytest.mark.parametrize(("field", "code"), [("name", "A303"), ("from", "A302"), ("share", "A302")])
def test_the_beginnings_of_a_name_of_many_dots_are_not_looked_at(field, code):
    dots = ".".join(["a"] * 200_000)
    layers = f"layers: [{{linear: 3}}, {{linear: {{width: 3, {field}: {dots}}}}}]"
    start = process_time()
    assert refused(f"archspec: 1\ninput: [3]\n{layers}") == [code]
    assert process_time() - start < 20


def test_a_classic_block_of_billions_of_convolutions_ends_at_once():
    text = "layers: [{residual: {width: 3, depth: 2000000000}}]"
    assert refused(HEAD + text) == ["A203"]


@pytest.mark.parametrize("name", ["class", "in", "None"])
def test_a_word_of_python_cannot_be_the_name_of_a_layer(name):
    text = f"layers: [{{dense: [{{conv: {{width: 3, kernel: 1, name: '{name}'}}}}]}}]"
    assert refused(HEAD + text) == ["A303"]


def test_a_character_that_yaml_lacks_is_pointed_at_behind_characters_of_several_bytes():
    with pytest.raises(Failure) as caught:
        read(Source("spec.yaml", "name: ネット\x1a"))
    check_failure(caught.value)
    span = caught.value.diagnostics[0].span
    assert (span.line, span.column) == (1, 10)


def test_a_character_that_yaml_lacks_is_pointed_at_behind_any_end_of_a_line():
    with pytest.raises(Failure) as caught:
        read(Source("spec.yaml", "a: 1\r\x00"))
    check_failure(caught.value)
    assert caught.value.diagnostics[0].span.line == 2


@pytest.mark.parametrize("word", ["9" * 5000, "conv relu " * 3000, "卷" * 100_000])
def test_the_nearest_names_of_an_endless_word_are_found_at_once(word):
    began = process_time()
    assert refused(HEAD + f'layers: [relu, "{word}"]') == ["A205"]
    assert process_time() - began < 2


def test_a_text_of_many_lines_is_told_in_one():
    text = f"{HEAD}layers: [relu]\ntrain: |\n  epochs: 1\n" + "  data: {dataset: digits}\n" * 50
    assert [found.code for found in loads(text).spec.faults] == ["A203"]


def test_a_kind_whose_defaults_hold_itself_ends():
    assert refused(HEAD + "defaults: {conv: {act: conv}}\nlayers: [conv: 3]") == ["A203"]
    blocks = "blocks: {b: [conv: 3]}\n"
    assert refused(HEAD + blocks + "defaults: {conv: {act: b}}\nlayers: [conv: 3]") == ["A212"]


def test_a_number_beyond_32_bits_is_refused_where_torch_refuses_it():
    assert refused(HEAD + "layers: [softshrink: 1e40]") == ["A407"]
    check_module(loads(HEAD + "layers: [softshrink: 1e38]"))
