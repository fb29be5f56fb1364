"""The exam that every kind of layer takes: what it says about itself, against torch."""

import subprocess
import sys
from math import prod

import pytest
import torch
from layer_cases import CASES, Case
from making import BATCH, batch, extents, make, make_module, seen, steps
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from archspec.kind import Module, kinds
from archspec.shapes import Shape

LEAVES = [kind for kind, cls in kinds().items() if cls.family != "container"]

WITH_WINDOW = [
    case
    for case in CASES
    if case.layer.window(case.inputs) is not None
    # Circular padding sees the far side as well, which no window says.
    and case.fields.get("padding_mode") != "circular"
]
MODULES = [c for c in CASES if isinstance(c.layer.lower(c.inputs), Module)]


def output(case: Case) -> Shape:
    shape = case.layer.infer(case.inputs)
    assert isinstance(shape, Shape), shape
    return shape


@pytest.mark.parametrize("kind", LEAVES)
def test_every_kind_has_cases(kind):
    assert kind in {case.kind for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shape_is_what_torch_gives(case):
    function = make(case.layer, *case.inputs)
    assert tuple(function(*map(batch, case.inputs)).shape) == (BATCH, *output(case).dims)


@pytest.mark.parametrize("case", MODULES, ids=str)
def test_the_parameters_are_those_of_the_module(case):
    parameters = dict(make_module(case.layer, *case.inputs).named_parameters())
    stated = case.layer.parameters(case.inputs)
    assert {name: tuple(p.shape) for name, p in parameters.items()} == dict(stated)
    cost = case.layer.cost(case.inputs, output(case))
    assert cost.params == sum(p.numel() for p in parameters.values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_macs_are_half_of_what_torch_counts_as_operations(case):
    function = make(case.layer, *case.inputs)
    with FlopCounterMode(display=False) as counter:
        function(*map(batch, case.inputs))
    assert case.layer.macs(case.inputs, output(case)) * 2 * BATCH == counter.get_total_flops()


@pytest.mark.parametrize("case", WITH_WINDOW, ids=str)
def test_the_window_is_what_an_output_depends_on(case):
    function, shape = make(case.layer, *case.inputs), case.inputs[0]
    if isinstance(function, nn.Module):
        function.double()
    window = case.layer.window(case.inputs)
    if window.whole:
        x = batch(shape, torch.float64)
        x[:, *(-1 for _ in shape.dims)] = torch.nan
        assert function(x).isnan().flatten(1).any(1).all()
        return
    for axis, size in enumerate(shape.sizes):
        widest = max(extents(seen(function, shape, axis)))
        assert widest == min(window.extent[axis], size)


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
