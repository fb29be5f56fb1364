"""`$in`, `$sizes`, `channels(name)` and `sizes(name)`: what is known where a layer stands."""

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
    "in the fields of a container": (
        "layers: [repeat: {depth: $in // 8, layers: [relu]}]",
        ["16×8×8", "16×8×8"],
    ),
    "in `when`": ("layers: [relu: {when: $in > 16}, conv: {width: 3, when: $in > 3}]", ["3×6×6"]),
    "in an argument of a block": (
        "blocks: {b: {params: {a: required}, layers: [conv: $a]}}\nlayers: [b: 2 * $in]",
        ["32×6×6"],
    ),
    "in the default of a block's parameter, of what the call receives": (
        "blocks: {b: {params: {a: $in}, layers: [conv: 3, conv: $a]}}\nlayers: [b]",
        ["3×6×6", "16×4×4"],
    ),
    "in the name of another layer": (
        "layers: [relu: {name: a}, conv: {name: b, width: 16, kernel: 1}, "
        "conv: {width: 3}, relu: {from: \"['a', 'b'][$in // 16]\"}]",
        ["16×8×8", "16×8×8", "3×6×6", "16×8×8"],
    ),
    "in braces": ("layers: [conv: '${in // 2}']", ["8×6×6"]),
    "in each round, of what that round receives": (
        "layers: [repeat: {depth: 3, layers: [conv: {width: 8, when: $in != 8}]}]",
        ["8×6×6"],
    ),
    "in a recursion that ends by it": (
        "blocks: {b: [conv: {width: $in // 2, kernel: 1}, b: {when: $in > 2}]}\nlayers: [b]",
        ["8×8×8", "4×8×8", "2×8×8"],
    ),
    "in the activation behind a sum": (
        "layers: [residual: {body: [relu], act: {maxout: $in // 8}}]",
        ["16×8×8", "16×8×8", "8×8×8"],
    ),
}


SIZES = {
    "as many pools as fit": (
        "layers: [repeat: {depth: 'int(log2($sizes[0]))', layers: [maxpool: 2]}]",
        ["16×4×4", "16×2×2", "16×1×1"],
    ),
    "tokens back to an image": (
        "layers: [relu: {name: image}, rearrange: 'c h w -> (h w) c', linear: 4, "
        "rearrange: {pattern: '(h w) c -> c h w', sizes: {h: 'sizes(image)[0]'}}]",
        ["16×8×8", "64×16", "64×4", "4×8×8"],
    ),
    "a layer where sizes differ": (
        "layers: [relu: {name: a}, conv: {width: 16, kernel: 1, stride: 2}, "
        "upsample: {scale: 2, when: sizes(a) != $sizes}, add: a]",
        ["16×8×8", "16×4×4", "16×8×8", "16×8×8"],
    ),
    "a squeeze sized by what entered the block": (
        "blocks:\n  b:\n    - relu: {name: entered}\n    - conv: {width: 64, kernel: 1}\n"
        "    - gate: [adaptive_avgpool: 1, conv: {width: channels(entered) // 4, kernel: 1}, "
        "conv: {width: 64, kernel: 1}, sigmoid]\nlayers: [b]",
        ["16×8×8", "64×8×8", "64×1×1", "4×1×1", "64×1×1", "64×1×1", "64×8×8"],
    ),
    "of a layer in another scope": (
        "layers: [sequence: {name: s, layers: [conv: {name: c, width: 5}]}, "
        "conv: {width: 'channels(s.c) + channels(s)'}]",
        ["5×6×6", "10×4×4"],
    ),
    "of a layer whose name a parameter holds": (
        "params: {tap: a}\nlayers: [relu: {name: a}, conv: 3, conv: channels($tap)]",
        ["16×8×8", "3×6×6", "16×4×4"],
    ),
    "of an input": ("layers: [conv: 3, conv: channels(input)]", ["3×6×6", "16×4×4"]),
    "a parameter of this name means what it always meant": (
        "params: {sizes: [7]}\nlayers: [conv: '$sizes[0]']",
        ["7×6×6"],
    ),
}


@pytest.mark.parametrize("case", SIZES.values(), ids=SIZES.keys())
def test_the_sizes_and_what_is_known_of_values_above(case):
    body, expected = case
    assert outputs(body) == expected


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
        ("A203", "`width` must be a whole number of at least 1, not 0"),
    ),
    "no whole number": (
        "layers: [conv: {width: $in / 3}]",
        ("A203", "`width` must be a whole number of at least 1, not 5.333333333333333"),
    ),
    "a division by what is not there": (
        "layers: [conv: {width: 4096 // ($in - 16)}]",
        ("A210", "`4096 // ($in - 16)` divides by zero"),
    ),
    "fields that do not go together for these channels": (
        "layers: [hardtanh: {min_val: $in, max_val: 16}]",
        ("A407", "`min_val` is 16, not below `max_val`, which is 16"),
    ),
    "a parameter": (
        "params: {a: $in}\nlayers: [conv: $a]",
        ("A208", "`$in`, the channels that a layer receives, is not known here"),
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


def test_a_name_that_a_call_gives_means_what_it_means_there():
    body = (
        "blocks: {fuse: {params: {other: required}, "
        "layers: [conv: {name: a, width: 16, kernel: 1}, add: $other]}}\n"
        "layers: [relu: {name: a}, tanh, fuse: {name: f, other: a}]"
    )
    assert graph_of(body).nodes[-1].inputs == ("f.a", "a")


@pytest.mark.parametrize("given", ["[a, b]", "['${first}', b]"])
def test_so_does_every_name_of_a_list_and_through_several_calls(given):
    body = (
        "params: {first: a}\nblocks:\n"
        "  inner: {params: {ones: required}, layers: [relu: {name: a}, relu: {name: b}, "
        "repeat: {each: $ones, as: one, layers: [add: $one]}]}\n"
        "  outer: {params: {ones: required}, layers: [tanh: {name: a}, inner: {ones: $ones}]}\n"
        f"layers: [relu: {{name: a}}, relu: {{name: b}}, outer: {{name: o, ones: {given}}}]"
    )
    sums = [node.inputs[1] for node in graph_of(body).nodes if node.layer.kind == "add"]
    assert sums == ["a", "b"]


def test_a_name_that_only_the_block_has_is_found_there():
    body = (
        "blocks: {b: {params: {tap: required}, "
        "layers: [relu: {name: one}, tanh: {name: two}, add: $tap]}}\n"
        "layers: [b: {name: x, tap: one}]"
    )
    assert graph_of(body).nodes[-1].inputs == ("x.two", "x.one")


def test_a_sum_and_a_layer_of_its_word_are_two_things():
    body = "layers: [residual: {inline: true, body: [relu]}, relu: {name: add}, tanh: {from: add}]"
    nodes = graph_of(body).nodes
    assert [node.path for node in nodes] == ["0", "add_2", "add", "2"]
    assert nodes[-1].inputs == ("add",)
