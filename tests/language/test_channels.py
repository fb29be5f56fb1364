"""`$in`, the channels that a layer receives: wherever a field may hold it, and where it may not."""

import pytest
import torch
from torch import nn

from archspec.backends.module import build_module
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph

HEAD = "archspec: 1\ninput: [16, 8, 8]\n"


def graph_of(body: str) -> Graph:
    return compile_source(Source("a.yaml", HEAD + body))[1]


def outputs(body: str) -> list[str]:
    return [str(node.output) for node in graph_of(body).nodes]


def refused(body: str) -> list[tuple[str, str]]:
    with pytest.raises(Failure) as caught:
        graph_of(body)
    return [(d.code, d.message) for d in caught.value.diagnostics]


GIVES = {
    "in the main field": ("layers: [conv: $in]", ["16×6×6"]),
    "in several fields": (
        "layers: [conv: {width: 2 * $in, kernel: 1, groups: $in // 4}]",
        ["32×8×8"],
    ),
    "in a list of sizes": (
        "layers: [global_avgpool, reshape: ['$in // 4', 2, 2]]",
        ["16", "4×2×2"],
    ),
    "in every round anew": (
        "layers: [repeat: {depth: 3, layers: [conv: {width: 2 * $in, kernel: 1}]}]",
        ["32×8×8", "64×8×8", "128×8×8"],
    ),
    "beside the round's number": (
        "layers: [repeat: {depth: 2, layers: [conv: {width: $in + $i, kernel: 1}]}]",
        ["16×8×8", "17×8×8"],
    ),
    "beside a parameter": (
        "params: {more: 3}\nlayers: [conv: {width: $in + $more, kernel: 1}]",
        ["19×8×8"],
    ),
    "in a block, for each call": (
        "blocks: {half: [conv: {width: $in // 2, kernel: 1}]}\nlayers: [half, half]",
        ["8×8×8", "4×8×8"],
    ),
    "in the body of a residual": (
        "defaults: {conv: {kernel: 1}}\n"
        "layers: [residual: [conv: {width: 4 * $in}, conv: {width: $in // 4}]]",
        ["64×8×8", "16×8×8", "16×8×8"],
    ),
    "in paths, for which it is the same": (
        "layers: [branches: {paths: [[maxout: $in // 8], [slice: {end: $in - 1}]]}]",
        ["8×8×8", "15×8×8", "23×8×8"],
    ),
    "in the defaults of a kind": (
        "defaults: {conv: {width: 2 * $in, kernel: 1}}\nlayers: [conv, conv, conv: {width: 3}]",
        ["32×8×8", "64×8×8", "3×8×8"],
    ),
    "where a small width would be the only one to fit": (
        "layers: [conv: {width: 20 - $in, kernel: 1}]",
        ["4×8×8"],
    ),
    "of the value that `from` names": (
        "layers: [relu: {name: a}, conv: {width: 3, kernel: 1}, conv: {from: a, width: $in}]",
        ["16×8×8", "3×8×8", "16×6×6"],
    ),
    "of the first value of a merge": (
        "layers: [relu: {name: a}, conv: {width: 3, kernel: 1}, concat: {with: a}, conv: $in]",
        ["16×8×8", "3×8×8", "19×8×8", "19×6×6"],
    ),
    "in the activation behind a sum": (
        "layers: [residual: {body: [relu], act: {maxout: $in // 8}}]",
        ["16×8×8", "16×8×8", "8×8×8"],
    ),
}


@pytest.mark.parametrize("case", GIVES.values(), ids=GIVES.keys())
def test_the_channels(case):
    body, expected = case
    assert outputs(body) == expected


def test_each_part_of_a_composite_has_channels_of_its_own():
    conv = "conv: {width: 2 * $in, kernel: 1, groups: $in // 2, norm: {groupnorm: $in // 4}}"
    module = build_module(graph_of(f"layers: [{conv}]"))
    twin = nn.Sequential(nn.Conv2d(16, 32, 1, groups=8, bias=False), nn.GroupNorm(8, 32))
    twin.load_state_dict(module[0].state_dict())
    x = torch.randn(2, 16, 8, 8)
    assert torch.equal(module(x), twin(x))
    assert [type(layer) for layer in module[0]] == [type(layer) for layer in twin]


def test_a_weight_may_begin_by_how_many_channels_there_are():
    layer = "conv: {width: 3, init: {constant: 1 / $in}, l2: 1 / $in}"
    (node,) = graph_of(f"layers: [{layer}]").nodes
    assert node.layer.l2 == 1 / 16
    assert bool((build_module(graph_of(f"layers: [{layer}]"))[0].weight == 1 / 16).all())


def test_rates_along_the_network_may_follow_from_it():
    layer = "stochastic_depth: {p: 8 / $in, decay: linear}"
    graph = graph_of(f"layers: [{layer}, {layer}, {layer}]")
    assert [node.layer.p for node in graph.nodes] == [0.0, 0.25, 0.5]


def test_a_squeeze_and_its_excitation_need_no_numbers():
    body = "adaptive_avgpool: 1, conv: $in // 4, relu, conv: 4 * $in, sigmoid"
    found = outputs(f"defaults: {{conv: {{kernel: 1}}}}\nlayers: [gate: [{body}]]")
    assert found == ["16×1×1", "4×1×1", "4×1×1", "16×1×1", "16×1×1", "16×8×8"]


REFUSED = {
    "none is left": (
        "layers: [conv: {width: $in // 32}]",
        ("A407", "`width` comes to 0 for the 16 channels of its input"),
    ),
    "no whole number": (
        "layers: [conv: {width: $in / 2}]",
        ("A203", "`width` must be a whole number of at least 1, not 2520.0"),
    ),
    "a division by what is not there": (
        "layers: [conv: {width: 4096 // ($in - 16)}]",
        ("A210", "`4096 // ($in - 16)` divides by zero"),
    ),
    "fields that do not go together for these channels": (
        "layers: [hardtanh: {min_val: $in, max_val: 16}]",
        ("A407", "`min_val` is 16, not below `max_val`, which is 16"),
    ),
    "a container": (
        "layers: [repeat: {depth: $in, layers: [relu]}]",
        ("A208", "`$in`, the channels that a layer receives, is not known here"),
    ),
    "when": (
        "layers: [relu: {when: $in > 3}]",
        ("A208", "`$in`, the channels that a layer receives, is not known here"),
    ),
    "a parameter": (
        "params: {a: $in}\nlayers: [conv: $a]",
        ("A208", "`$in`, the channels that a layer receives, is not known here"),
    ),
    "an argument": (
        "blocks: {b: {params: {a: required}, layers: [conv: $a]}}\nlayers: [b: $in]",
        ("A208", "`$in`, the channels that a layer receives, is not known here"),
    ),
    "a name": (
        "layers: [relu: {name: '$in'}]",
        ("A208", "`name` cannot depend on `$in`"),
    ),
    "a reference": (
        "layers: [relu: {name: a}, relu: {from: \"['a', 'b'][$in // 32]\"}]",
        ("A208", "`from` cannot depend on `$in`"),
    ),
    "a reference of a merge": (
        "layers: [relu: {name: a}, add: {with: \"['a', 'b'][$in // 32]\"}]",
        ("A208", "`with` cannot depend on `$in`"),
    ),
    "in braces": (
        "layers: [conv: '${in // 2}']",
        ("A209", "`in // 2` is not an expression"),
    ),
    "as the name of a block's parameter": (
        "blocks: {b: {params: {in: 3}, layers: [conv: $in]}}\nlayers: [b]",
        ("A203", "`in` cannot be the name of a parameter"),
    ),
    "as the name of a round": (
        "layers: [repeat: {depth: 2, index: in, layers: [relu]}]",
        ("A203", "`in` cannot be the name of a parameter"),
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_where_it_cannot_be(case):
    body, found = case
    assert refused(body) == [found]


def test_words_of_python_in_braces_do_not_wait_for_channels():
    body = "params: {widths: [3, 5]}\nlayers: [relu: {name: 'r${max([w for w in widths])}'}]"
    assert [node.path for node in graph_of(body).nodes] == ["r5"]
