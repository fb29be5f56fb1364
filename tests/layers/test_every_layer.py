"""The exam that every kind of layer takes: what it says about itself, against torch."""

import subprocess
import sys
from math import prod

import pytest
import torch
from layer_cases import CASES, Case
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torch_modules import BATCH, batch, extents, make, make_module, seen, steps

from archspec.kind import Module, kinds
from archspec.shapes import Shape

LEAVES = [kind for kind, cls in kinds().items() if cls.family != "container"]

WITH_WINDOW = [
    case
    for case in CASES
    if case.layer.window(case.inputs) is not None
    # Positions that are moved, or behind another axis of channels, are asked in whole networks, by
    # tests/passes/test_moved_positions.py.
    and not case.layer.window(case.inputs).moved
    and case.layer.infer(case.inputs).behind == case.inputs[0].behind
    # Circular padding sees the far side as well, which no window says; those of attention stand
    # still and have a test of their own; and a vector has no positions left to ask about.
    and case.fields.get("padding_mode") != "circular"
    # Where a grid reads is said by its numbers, which are no position.
    and case.kind not in ("window_attention", "select", "grid_sample")
    # The place of the largest is a whole number, which cannot be tainted.
    and case.fields.get("by") != "argmax"
]
MODULES = [c for c in CASES if isinstance(c.layer.lower(c.inputs), Module)]


def output(case: Case) -> Shape:
    shape = case.layer.infer(case.inputs)
    assert isinstance(shape, Shape), shape
    return shape


@pytest.mark.parametrize("kind", LEAVES)
def test_every_kind_has_cases(kind):
    tried = {case.kind for case in CASES}
    assert kind in tried, f"CASES in tests/layers/layer_cases.py gets rows for `{kind}`"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shape_is_what_torch_gives(case):
    function = make(case.layer, *case.inputs)
    assert tuple(function(*map(batch, case.inputs)).shape) == (BATCH, *output(case).dims)
    assert case.layer.regardless() in (None, output(case))


@pytest.mark.parametrize("case", MODULES, ids=str)
def test_the_parameters_are_those_of_the_module(case):
    parameters = dict(make_module(case.layer, *case.inputs).named_parameters())
    stated = case.layer.parameters(case.inputs)
    assert {name: tuple(p.shape) for name, p in parameters.items()} == dict(stated)
    cost = case.layer.cost(case.inputs, output(case))
    assert cost.params == sum(p.numel() for p in parameters.values())


@pytest.mark.parametrize("case", MODULES, ids=str)
def test_all_else_that_the_module_keeps_are_the_buffers(case):
    module = make_module(case.layer, *case.inputs)
    learnt = dict(module.named_parameters())
    kept = {n: tuple(t.shape) for n, t in module.state_dict().items() if n not in learnt}
    # Of what makes a weight of others, such as vectors of a spectral norm, a graph knows nothing.
    plain = {name: shape for name, shape in kept.items() if "parametrizations." not in name}
    assert plain == dict(case.layer.buffers(case.inputs))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_macs_are_half_of_what_torch_counts_as_operations(case):
    function = make(case.layer, *case.inputs)
    # On `meta`, as torch does not count the attention that it has for processors; one sample, as
    # some tables are computed once for a whole batch.
    inputs = [batch(shape)[:1].to("meta") for shape in case.inputs]
    if isinstance(function, nn.Module):
        function.to("meta")
    with FlopCounterMode(display=False) as counter:
        function(*inputs)
    assert case.layer.macs(case.inputs, output(case)) * 2 == counter.get_total_flops()


@pytest.mark.parametrize("case", WITH_WINDOW, ids=str)
def test_the_window_is_what_an_output_depends_on(case):
    function, shape = make(case.layer, *case.inputs), case.inputs[0]
    if isinstance(function, nn.Module):
        function.double()
    window = case.layer.window(case.inputs)
    if window.whole:
        inputs = [batch(shape, torch.float64) for shape in case.inputs]
        for x in inputs:
            x[(slice(None), *(-1 for _ in x.shape[1:]))] = torch.nan
        assert function(*inputs).isnan().flatten(1).any(1).all()
        return
    for axis, size in enumerate(shape.sizes):
        widest = max(extents(seen(function, shape, axis)))
        assert widest == min(window.extent[axis], size)


@pytest.mark.parametrize(
    "case",
    # What is not a number passes the mask of shifted windows, which only makes it unlikely.
    [c for c in CASES if c.kind == "window_attention" and "shift" not in c.fields],
    ids=str,
)
def test_attention_sees_the_window_in_which_it_stands(case):
    function, shape = make(case.layer, *case.inputs).double(), case.inputs[0]
    reach = case.layer.window(case.inputs).extent
    for axis, size in enumerate(shape.sizes):
        window = reach[axis]
        positions = seen(function, shape, axis)
        assert max(extents(positions)) == min(window, size)
        assert all(p // window == i // window for i, found in enumerate(positions) for p in found)


@pytest.mark.parametrize(
    "case",
    [c for c in WITH_WINDOW if c.kind in {"conv", "conv_transpose", "maxpool", "avgpool"}],
    ids=str,
)
def test_the_window_moves_by_its_stride(case):
    function, shape = make(case.layer, *case.inputs), case.inputs[0]
    if isinstance(function, nn.Module):
        function.double()
    window = case.layer.window(case.inputs)
    for axis, stride in enumerate(window.stride):
        positions = seen(function, shape, axis)
        if window.upsampling:
            assert steps(positions, window.extent[axis], apart=stride) <= {1}
        else:
            assert steps(positions, window.extent[axis]) <= {stride}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_activation_looks_at_one_position(case):
    shape = case.inputs[0]
    if case.layer.role != "act" or not shape.spatial or shape.channel_axis:
        return
    function = make(case.layer, shape)
    if isinstance(function, nn.Module):
        function.double()
    assert seen(function, shape, 0) == [{i} for i in range(shape.sizes[0])]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_training_gives_the_same_shape(case):
    function = make(case.layer, *case.inputs)
    if isinstance(function, nn.Module):
        function.train()
    result = function(*map(batch, case.inputs))
    assert result.numel() == BATCH * prod(output(case).dims)


@pytest.mark.parametrize("kind", kinds())
def test_every_field_has_a_sentence(kind):
    cls = kinds()[kind]
    assert cls.__doc__.strip().split("\n")[0].endswith((".", ":"))
    for name, field in cls.model_fields.items():
        assert (field.description or "").endswith("."), name
    assert cls.main is None or cls.main in cls.model_fields


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_a_schema(kind):
    properties = kinds()[kind].model_json_schema(by_alias=True)["properties"]
    assert {"name", "from", "when"} <= properties.keys()


def test_finding_all_kinds_imports_no_torch():
    code = "import sys; from archspec.kind import kinds; kinds(); print('torch' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "False\n"
