"""Parameters, what sets them, blocks, `when`, `defaults` and `repeat`."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph
from archspec.language import resolved_text

HEAD = "archspec: 1\ninput: [4, 32, 32]\n"


def graph_of(body: str, *overrides: tuple[str, str], variant: str | None = None) -> Graph:
    return compile_source(Source("a.yaml", HEAD + body), overrides, variant)[1]


def widths(body: str, *overrides: tuple[str, str], variant: str | None = None) -> list[int]:
    return [node.output.channels for node in graph_of(body, *overrides, variant=variant).nodes]


def refused(body: str, *overrides: tuple[str, str], variant: str | None = None) -> list[tuple]:
    with pytest.raises(Failure) as caught:
        graph_of(body, *overrides, variant=variant)
    return [(d.code, d.message, d.span.line if d.span else None) for d in caught.value.diagnostics]


KNOB = "params: {width: 8, double: 2 * $width}\nlayers: [{conv: $width}, {conv: $double}]\n"
VARIANTS = KNOB + "variants: {wide: {width: 16}, odd: {double: 5}}\n"


def test_parameters_may_follow_from_those_above():
    assert widths(KNOB) == [8, 16]


def test_what_is_set_from_outside_moves_what_follows():
    assert widths(KNOB, ("width", "3")) == [3, 6]
    assert widths(KNOB, ("double", "3")) == [8, 3]


def test_the_last_setting_counts():
    assert widths(KNOB, ("width", "3"), ("width", "5")) == [5, 10]


def test_a_variant_sets_several():
    assert widths(VARIANTS, variant="wide") == [16, 32]
    assert widths(VARIANTS, ("width", "3"), variant="wide") == [3, 6]


def test_lists_and_mappings_can_be_set():
    body = "params: {sizes: [8, 9], by: {a: 1}}\nlayers: [{conv: '$sizes[1]'}, {conv: $by.a}]\n"
    assert widths(body) == [9, 1]
    assert widths(body, ("sizes", "[5, 6]"), ("by", "{a: 7}")) == [6, 7]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ([("widht", "3")], "`--set widht=3` names no parameter of the file"),
        ([("width", "wide")], "`width` is a number, and `--set width=wide` gives it none"),
        ([("width", "true")], "`width` is a number, and `--set width=true` gives it none"),
        ([("width", "[")], "`--set width=[` has no value that can be read"),
        ([("width", "")], "`--set width=` has no value that can be read"),
    ],
)
def test_settings_that_are_refused(settings, message):
    assert refused(KNOB, *settings) == [("A211", message, None)]


def test_a_variant_that_is_not_there():
    assert refused(VARIANTS, variant="wid") == [("A211", "the file has no variant `wid`", None)]


def test_a_variant_that_sets_what_is_no_parameter():
    body = KNOB + "variants:\n  wide: {widht: 16}\n"
    assert refused(body) == [
        ("A211", "the variant `wide` sets `widht`, which is not a parameter", 6)
    ]


def test_a_parameter_cannot_follow_from_one_below():
    body = "params: {a: $b, b: 1}\nlayers: [conv: $b]\n"
    assert refused(body) == [("A208", "the parameter `b` stands below this one", 3)]


BLOCK = "blocks:\n  b:\n    params: {width: required, kernel: 1, act: relu}\n    layers:\n"
BLOCK += "      - conv: {width: $width, kernel: $kernel}\n      - $act\nlayers:\n"


def test_a_block_takes_its_first_parameter_alone():
    assert widths(f"{BLOCK}  - b: 5\n") == [5, 5]


def test_a_kind_may_be_a_parameter():
    found = graph_of(f"{BLOCK}  - b: {{width: 5, act: tanh}}\n")
    assert [node.layer.kind for node in found.nodes] == ["conv", "tanh"]


def test_a_block_that_lacks_an_argument():
    assert refused(f"{BLOCK}  - b\n") == [("A202", "a call of the block `b` needs `width`", 10)]


def test_a_misspelt_argument_is_one_message():
    assert refused(f"{BLOCK}  - b: {{widht: 5}}\n") == [
        ("A201", "unknown field `widht` in a call of the block `b`", 10)
    ]


def test_a_block_without_parameters_takes_no_value():
    assert refused("blocks: {b: [relu]}\nlayers: [b: 3]\n") == [
        ("A201", "the block `b` takes no parameters", 4)
    ]


def test_a_block_sees_the_file_but_not_its_caller():
    inner = "blocks:\n  inner: [conv: $width]\n  outer: {params: {width: 3}, layers: [inner]}\n"
    assert widths(f"params: {{width: 7}}\n{inner}layers: [outer]\n") == [7]
    assert refused(f"{inner}layers: [outer]\n") == [("A208", "no parameter is named `width`", 4)]


def test_a_mistake_in_a_block_is_told_once_however_often_it_is_called():
    assert len(refused("blocks: {b: [conv: {width: 0}]}\nlayers: [b, b, b]\n")) == 1


RECURSIVE = (
    "blocks:\n  b:\n    params: {n: required}\n    layers:\n      - conv: $n\n"
    "      - b: {n: $n - 1, when: $n > 1}\nlayers: [b: 4]\n"
)


def test_a_block_may_call_itself_until_its_when_is_false():
    assert widths(RECURSIVE) == [4, 3, 2, 1]


def test_recursion_without_end():
    body = RECURSIVE.replace(", when: $n > 1", "").replace("conv: $n", "relu")
    assert refused(body) == [("A212", "blocks call each other more than 64 deep", 9)]


@pytest.mark.parametrize(("flag", "count"), [("true", 2), ("false", 1)])
def test_when(flag, count):
    assert (
        len(graph_of(f"params: {{p: {flag}}}\nlayers: [relu, tanh: {{when: $p}}]\n").nodes) == count
    )
    inverted = f"params: {{p: {flag}}}\nlayers: [relu, tanh: {{when: not $p}}]\n"
    assert len(graph_of(inverted).nodes) == 3 - count


def test_the_values_of_what_is_left_out_are_not_looked_at():
    body = "params: {deep: false}\nlayers: [relu, conv: {width: -1, when: $deep}]\n"
    assert len(graph_of(body).nodes) == 1


def test_what_is_left_out_must_still_have_fields_that_exist():
    body = "params: {deep: false}\nlayers: [relu, conv: {width: -1, bogus: 3, when: $deep}]\n"
    assert refused(body) == [("A201", "unknown field `bogus` in a `conv` layer", 4)]


def test_a_when_that_is_neither_true_nor_false():
    assert refused("layers: [relu, tanh: {when: 1}]\n") == [
        ("A203", "`when` must be true or false, not 1", 3)
    ]


def test_defaults_hold_for_every_layer_of_a_kind():
    body = "defaults: {conv: {kernel: 1, bias: false}}\n"
    body += "layers: [conv: 4, conv: {width: 4, bias: true}]\n"
    assert [node.cost.params for node in graph_of(body).nodes] == [16, 20]


def test_defaults_hold_in_blocks_and_repeats():
    body = (
        "defaults: {conv: {kernel: 1, bias: false}}\nblocks: {b: [conv: 4]}\n"
        "layers: [b, repeat: {depth: 2, layers: [conv: 4]}]\n"
    )
    assert graph_of(body).cost.params == 3 * 16


def test_repeat_by_depth_counts_from_zero():
    assert widths("layers: [repeat: {depth: 3, layers: [conv: $i + 1]}]\n") == [1, 2, 3]


def test_repeat_with_an_index_of_its_own():
    inner = "repeat: {depth: 2, index: j, layers: [conv: 1 + 2 * $i + $j]}"
    body = f"layers: [repeat: {{depth: 2, layers: [{inner}]}}]\n"
    assert widths(body) == [1, 2, 3, 4]


def test_repeat_over_a_list():
    assert widths("layers: [repeat: {each: [5, 6], as: w, layers: [conv: $w]}]\n") == [5, 6]
    assert widths("layers: [repeat: {each: [{w: 5}, {w: 6}], as: s, layers: [conv: $s.w]}]\n") == [
        5,
        6,
    ]
    assert widths(
        "params: {all: [5, 6]}\nlayers: [repeat: {each: $all, as: w, layers: [conv: $w]}]\n"
    ) == [5, 6]


def test_repeat_zero_times():
    assert widths("layers: [relu, repeat: {depth: 0, layers: [conv: 3]}]\n") == [4]


def test_shared_rounds_have_one_set_of_weights():
    body = "layers: [repeat: {depth: 9, weights: shared, layers: [conv: {width: 4, kernel: 1}]}]\n"
    graph = graph_of(body)
    assert graph.cost.params == 20
    assert graph.cost.macs == 9 * 16 * 1024
    assert {node.weights for node in graph.nodes} == {"0"}


@pytest.mark.parametrize(
    ("body", "settings", "variant"),
    [
        (KNOB, (), None),
        (KNOB, (("width", "3"),), None),
        (KNOB, (("double", "5"),), None),
        (VARIANTS, (), "wide"),
        (VARIANTS, (("width", "7"),), "odd"),
        ("params: {kind: relu}\nlayers: [$kind]\n", (("kind", "'tanh'"),), None),
        ("params:\n  a: |\n    relu\n  b: 1\nlayers: [conv: $b]\n", (("a", "卷🙂"),), None),
        (KNOB + "expect: {params: 1476}\n", (("width", "3"),), None),
        (
            "params:\n  sizes:\n    - 8\n    - 9\n\n  more: 3\nlayers: [conv: '$sizes[1]']\n",
            (("sizes", "[1, 2]"),),
            None,
        ),
    ],
)
def test_the_resolved_text_is_the_same_network(body, settings, variant):
    spec, graph = compile_source(Source("a.yaml", HEAD + body), settings, variant)
    again, same = compile_source(Source("a.yaml", resolved_text(spec)))
    assert [(n.path, n.layer, n.inputs, n.output) for n in same.nodes] == [
        (n.path, n.layer, n.inputs, n.output) for n in graph.nodes
    ]
    assert again.params == spec.params
    assert resolved_text(again) == resolved_text(spec)
