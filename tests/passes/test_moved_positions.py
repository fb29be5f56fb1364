"""Receptive fields, against the inputs that move an output of torch's: never less than these.

An input moves an output where the gradient between them is not zero. Weights and inputs are made
positive, so that nothing is switched off or cancels.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archspec.backends.module import build_module
from archspec.catalog import find, shipped
from archspec.compiler import advise, compile_file, compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph, Node

HEAD = "archspec: 1\ninput: {shape}\nlayers:\n"
LIGHT = 5e7
"""Multiply-adds of a shipped network that is small enough to be tried here."""


def compiled(body: str, shape: str = "[2, 32, 32]") -> Graph:
    return compile_source(Source("a.yaml", HEAD.format(shape=shape) + body))[1]


def up_to(graph: Graph, node: Node) -> Graph:
    """The network that ends at this node."""
    nodes = graph.nodes[: graph.nodes.index(node) + 1]
    return replace(graph, nodes=nodes, outputs={"output": node.path}, training=frozenset())


def positive(graph: Graph) -> torch.nn.Module:
    torch.manual_seed(0)
    module = build_module(graph).double().eval()
    for value in module.parameters():
        value.data = torch.rand_like(value) + 0.1
    for one in module.modules():
        if isinstance(one, torch.nn.ReLU6 | torch.nn.Hardtanh | torch.nn.Hardsigmoid):
            one.forward = lambda x: x
    return module


def reach(graph: Graph, node: Node, places: Random) -> Iterator[tuple[str, tuple[int, ...]]]:
    """For some positions of a node, how far apart the inputs stand that move it, by the input."""
    module = positive(up_to(graph, node))
    names = [one.name for one in graph.inputs]
    inputs = [torch.rand(1, *one.shape.dims, dtype=torch.float64) for one in graph.inputs]
    inputs = [x.requires_grad_() for x in inputs]
    output = module(*inputs)
    axis, shape = node.output.channel_axis + 1, node.output
    at = output.movedim(axis, -1).reshape(-1, shape.channels)
    for place in {0, len(at) - 1, len(at) // 2, *(places.randrange(len(at)) for _ in range(5))}:
        if not at.requires_grad:
            continue
        found = torch.autograd.grad(at[place].sum(), inputs, retain_graph=True, allow_unused=True)
        for name, one, moved in zip(names, graph.inputs, found, strict=True):
            if moved is not None and moved.count_nonzero():
                where = moved[0].movedim(one.shape.channel_axis, -1).abs().sum(-1)
                spots = where.nonzero()
                yield name, tuple((spots.amax(0) - spots.amin(0) + 1).tolist())


def check(graph: Graph, node: Node, places: Random) -> None:
    for name, moved in reach(graph, node, places):
        said = node.receptive_fields[name].extent
        assert all(a <= b for a, b in zip(moved, said, strict=True)), (node.path, name, moved, said)


@pytest.mark.parametrize("path", shipped().values(), ids=lambda path: path.stem)
def test_shipped_networks_see_no_less_than_what_moves_them(path: Path):
    _, graph = compile_file(path, ())
    sizes = [one.shape for one in graph.inputs]
    if graph.cost.macs > LIGHT or any(s.open_names for s in sizes) or graph.inputs[0].values:
        pytest.skip("too large to be tried, or of words")
    places = Random(path.stem)  # noqa: S311  a choice of places is no secret
    inner = [one for one in graph.nodes if one.path not in graph.training_only]
    for node in (inner[-1], inner[len(inner) // 2], *places.sample(inner, min(2, len(inner)))):
        check(graph, node, places)


LAYERS = (
    "conv: {width: 4, kernel: 3}",
    "conv: {width: 4, kernel: [3, 2], padding: same}",
    "conv: {width: 4, kernel: 4, stride: 3, padding: 1, act: relu}",
    "conv: {width: 4, kernel: 3, dilation: 3, padding: same}",
    "conv: {width: 4, kernel: 3, stride: 2, padding: same_upper}",
    "conv: {width: 4, kernel: 5, padding: 2, padding_mode: reflect}",
    "conv: {width: 4, kernel: 3, padding: 1, padding_mode: replicate, norm: batchnorm}",
    "conv_transpose: {width: 4, kernel: 4, stride: 2, padding: 1}",
    "conv_transpose: {width: 4, kernel: 3, stride: 2, padding: 1, output_padding: 1}",
    "conv_transpose: {width: 4, kernel: 2, stride: 3, output_padding: 1}",
    "conv_transpose: {width: 4, kernel: 3, stride: 2, dilation: 3}",
    "conv_transpose: {width: 4, kernel: 5, dilation: 2}",
    "avgpool: 2",
    "avgpool: {kernel: 3, stride: 2, ceil_mode: true}",
    "avgpool: {kernel: 3, stride: 2, padding: 1}",
    "maxpool: {kernel: 3, stride: 1, padding: same}",
    "adaptive_avgpool: 5",
    "adaptive_avgpool: [7, 3]",
    "upsample: 2",
    "upsample: 3",
    "upsample: {scale: 1.5}",
    "upsample: {scale: 2, mode: linear}",
    "upsample: {scale: 1.5, mode: bicubic}",
    "upsample: {size: 13, mode: linear, align_corners: true}",
    "upsample: {size: 11, mode: nearest-exact}",
    "upsample: {scale: 0.5, mode: linear}",
    "pad: 2",
    "pad: [[3, 0], [0, 2]]",
    "pad: {size: 1, mode: reflect}",
    "pad: [[-2, 1], [1, -2]]",
    "crop: 6",
    "slice: {start: 2, axis: 1}",
    "slice: {end: -3, axis: 2}",
    "pixel_unshuffle: 2",
    "residual: [conv: {width: $in, kernel: 3, padding: same}, relu]",
    "residual: [pad: [[3, 0], [2, 0]], slice: {end: -3, axis: 1}, slice: {end: -2, axis: 2}]",
    "residual: [pad: [[0, 4], [0, 0]], slice: {start: 4, axis: 1}]",
    "residual: [avgpool: 2, upsample: {size: [$in_h, $in_w]}]",
    "gate: [adaptive_avgpool: 1, conv: {width: 4, kernel: 1}, sigmoid]",
    "groupnorm: 1",
    "instancenorm",
    "softmax: {axis: 1}",
    "layernorm: {over: all}",
    "permute: [0, 2, 1]",
    "flip: 1",
    "flip: [0, 2]",
    "reduce: {by: sum, axis: 2, keep: true}",
    "rearrange: c h w -> c w h",
    "rearrange: {pattern: c (h p) (w q) -> (c p q) h w, sizes: {p: 2, q: 2}}",
    "rearrange: {pattern: c (h p) (w q) -> (h w) (p q) c, sizes: {p: 2, q: 2}}",
    "rearrange: {pattern: c (h p) w -> c (p h) w, sizes: {p: 2}}",
    "flatten: {start: 1}",
    "flatten: {end: 1}",
    "flatten",
    "linear: 3",
    "concat: {with: input, axis: 1}",
)


@given(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_random_networks_see_no_less_than_what_moves_them(layers: list[str], places: Random):
    body = "".join(f"  - {one.replace('$in_h', '12').replace('$in_w', '12')}\n" for one in layers)
    try:
        graph = compiled(body, "[4, 12, 12]")
    except Failure:
        assume(False)
    assume(all(one.output.elements < 200_000 for one in graph.nodes))
    check(graph, graph.nodes[-1], places)


SHAPED = [
    one for one in LAYERS if one.startswith(("conv", "avgpool", "upsample", "pad", "residual"))
]


@given(
    st.lists(st.sampled_from(SHAPED), min_size=1, max_size=3),
    st.lists(st.sampled_from(SHAPED), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
@settings(max_examples=50, deadline=None)
def test_random_networks_of_two_inputs(left: list[str], right: list[str], places: Random):
    body = [*left, "identity: {name: left}", "identity: {from: b}", *right]
    body += ["upsample: {like: left}", "concat: left", "conv: {width: 2, padding: same}"]
    lines = "".join(f"  - {one.replace('$in_h', '12').replace('$in_w', '12')}\n" for one in body)
    text = f"archspec: 1\ninputs: {{a: [4, 12, 12], b: [4, 10, 14]}}\nlayers:\n{lines}"
    try:
        graph = compile_source(Source("a.yaml", text))[1]
    except Failure:
        assume(False)
    assume(all(one.output.elements < 100_000 for one in graph.nodes))
    check(graph, graph.nodes[-1], places)


def test_an_eightfold_upsampling_sees_the_stretch_that_its_window_touches():
    graph = compiled(
        "  - maxpool: 2\n" * 3 + "  - upsample: 8\n  - conv: {width: 2, padding: same}\n"
    )
    assert graph.receptive_field.extent == (16, 16)
    pooled = graph.with_nodes(tuple(_averaging(node) for node in graph.nodes))
    moved = [sizes for _, sizes in reach(pooled, pooled.nodes[-1], Random(3))]  # noqa: S311
    assert tuple(map(max, zip(*moved, strict=True))) == (16, 16)


def _averaging(node: Node) -> Node:
    """The node with an average in the place of a maximum, which depends on all of its window."""
    call = node.call
    name = call.target.replace("MaxPool", "AvgPool")
    return node.knowing(call=replace(call, target=name)) if "MaxPool" in call.target else node


SEVERAL = """
archspec: 1
inputs: {noise: [8, 2, 2], image: [3, 64, 64], age: [1]}
layers:
  - conv: {name: seen, width: 4, kernel: 7, from: image}
  - global_avgpool
  - concat: {name: both, with: age}
  - conv: {name: small, width: 4, kernel: 1, from: noise}
  - upsample: {name: sized, like: seen, from: small}
  - concat: {name: mixed, with: seen}
outputs: {score: both, mixed: mixed}
"""


def test_every_input_has_a_receptive_field_of_its_own():
    spec, graph = compile_source(Source("a.yaml", SEVERAL))
    nodes = {node.path: dict(node.receptive_fields) for node in graph.nodes}
    extents = {
        path: {name: field.extent for name, field in fields.items()}
        for path, fields in nodes.items()
    }
    assert extents["seen"] == {"image": (7, 7)}
    assert extents["both"] == {"image": (64, 64), "age": ()}
    assert extents["sized"] == {"noise": (1, 1)}
    assert extents["mixed"] == {"noise": (1, 1), "image": (7, 7)}
    assert [found.code for found in advise(spec, graph)] == []


def test_windows_reach_beyond_the_input():
    span, step = 7, 2
    # A pool of 3, then the 3×3 of each block, of which the first of a stage takes the stride.
    for stride in (2, *(1, 1, 1), *(2, 1, 1, 1), *(2, 1, 1, 1, 1, 1), *(2, 1, 1)):
        span, step = span + 2 * step, step * stride
    field = compile_file(find("resnet50")[0], (), "resnet50")[1].receptive_field
    assert (field.extent, field.spans) == ((224, 224), (span, span))
