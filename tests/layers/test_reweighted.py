"""Weights made of weights, against torch's parametrizations and the layers of timm, to the bit."""

import copy
from functools import partial

import pytest
import torch
from timm.layers import ScaledStdConv2d, ScaledStdConv2dSame, StdConv2d, StdConv2dSame
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from archspec.diagnostics import Failure
from archspec.network import loads

SHAPES = {
    "conv": ("[3, 9, 8]", "kernel: 3, stride: 2", lambda: nn.Conv2d(3, 6, 3, stride=2)),
    "conv_transpose": ("[3, 5, 4]", "kernel: 2", lambda: nn.ConvTranspose2d(3, 6, 2)),
    "linear": ("[7]", "bias: false", lambda: nn.Linear(7, 6, bias=False)),
}
WAYS = {
    "weight_norm": parametrizations.weight_norm,
    "weight_norm: {dim: null}": partial(parametrizations.weight_norm, dim=None),
    "weight_norm: {dim: 1}": partial(parametrizations.weight_norm, dim=1),
    "spectral_norm": parametrizations.spectral_norm,
    "spectral_norm: {n_power_iterations: 4, eps: 1.0e-6}": partial(
        parametrizations.spectral_norm, n_power_iterations=4, eps=1e-6
    ),
}


def built(kind: str, way: str, more: str = "", layers: str = "") -> nn.Module:
    shape, fields, _ = SHAPES[kind]
    way = f"{{{way}}}" if ":" in way else way
    layer = f"  - {kind}: {{name: one, width: 6, {fields}, weight: {way}{more}}}\n"
    text = f"archspec: 1\ninput: {shape}\nlayers:\n{layer}{layers}"
    torch.manual_seed(5)
    return loads(text).build()


def batch(kind: str) -> Tensor:
    return torch.randn(4, *map(int, SHAPES[kind][0].strip("[]").split(",")))


def passed(module: nn.Module, x: Tensor) -> tuple[Tensor, dict[str, Tensor | None]]:
    x = x.clone().requires_grad_()
    module.zero_grad()
    out = module(x)
    (out * torch.linspace(0.5, 1.5, out.numel()).view_as(out)).sum().backward()
    return out.detach(), {"": x.grad} | {n: p.grad for n, p in module.named_parameters()}


def assert_same(one: nn.Module, other: nn.Module, x: Tensor) -> None:
    """In training and in evaluation: values, gradients, and what is kept of the power iteration."""
    for training in (False, True, True, False):
        mine, theirs = passed(one.train(training), x), passed(other.train(training), x)
        assert torch.equal(mine[0], theirs[0])
        assert mine[1].keys() == theirs[1].keys()
        assert all(torch.equal(mine[1][name], theirs[1][name]) for name in mine[1])
        state = other.state_dict()
        assert one.state_dict().keys() == state.keys()
        assert all(torch.equal(value, state[name]) for name, value in one.state_dict().items())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", SHAPES)
def test_it_is_torchs_parametrization(kind, way):
    mine = built(kind, way).one
    torch.manual_seed(5)
    theirs = WAYS[way](SHAPES[kind][2]())
    assert_same(mine, theirs, batch(kind))


@pytest.mark.parametrize("way", ["weight_norm", "spectral_norm"])
def test_it_begins_by_what_the_weight_was_filled_with(way):
    mine = built("conv", way, ", init: {weight: {normal: {std: 0.3}}, bias: 2}").one
    torch.manual_seed(5)
    plain = nn.Conv2d(3, 6, 3, stride=2)
    nn.init.normal_(plain.weight, std=0.3)
    nn.init.constant_(plain.bias, 2)
    before = plain.weight.detach().clone()
    assert_same(mine, WAYS[way](plain), batch("conv"))
    mine = built("conv", way, ", init: {weight: {normal: {std: 0.3}}, bias: 2}").one
    if way == "weight_norm":
        assert torch.allclose(mine.weight, before)
    else:
        largest = torch.linalg.matrix_norm(before.flatten(1), 2)
        assert torch.allclose(mine.eval().weight, before / largest, rtol=1e-2)


STANDARDIZED = {
    "standardize": (StdConv2d, "padding: 1", {"padding": 1, "bias": True}),
    "standardize: {eps: 1.0e-3}": (
        StdConv2d,
        "groups: 2",
        {"padding": 0, "groups": 2, "bias": True, "eps": 1e-3},
    ),
    "standardize: {gain: true}": (ScaledStdConv2d, "padding: 1", {"padding": 1}),
    "standardize: {gain: true, gamma: 1.7}": (
        ScaledStdConv2d,
        "padding: 1, groups: 2",
        {"padding": 1, "groups": 2, "gamma": 1.7},
    ),
}
SAME = {
    "standardize": (StdConv2dSame, {"bias": True}),
    "standardize: {gain: true}": (ScaledStdConv2dSame, {}),
}


def standardized(way: str, fields: str) -> nn.Module:
    way = f"{{{way}}}" if ":" in way else way
    layer = f"conv: {{name: one, width: 6, stride: 2, {fields}, weight: {way}}}"
    return loads(f"archspec: 1\ninput: [4, 9, 8]\nlayers: [{{{layer}}}]").build().one


def assert_like_theirs(mine: nn.Module, theirs: nn.Module) -> None:
    with torch.no_grad():
        for one in theirs.parameters():
            one.normal_()
    mine.load_state_dict(theirs.state_dict())
    assert_same(mine, theirs, torch.randn(3, 4, 9, 8))


@pytest.mark.parametrize("way", STANDARDIZED)
def test_a_standardised_weight_is_that_of_timm(way):
    cls, fields, options = STANDARDIZED[way]
    assert_like_theirs(standardized(way, fields), cls(4, 6, 3, stride=2, **options))


@pytest.mark.parametrize("way", SAME)
def test_so_is_one_that_is_padded_by_size(way):
    cls, options = SAME[way]
    mine = standardized(way, "padding: same_upper")
    assert_like_theirs(mine, cls(4, 6, 3, stride=2, padding="SAME", **options))


def test_a_linear_layer_is_standardised_as_a_convolution_of_one_position():
    text = """
archspec: 1
input: [9]
layers:
  - linear: {name: one, width: 5, weight: {standardize: {gain: true}}}
"""
    mine, theirs = loads(text).build().one, ScaledStdConv2d(9, 5, 1)
    state = {n: p.flatten(1) if p.dim() > 1 else p for n, p in theirs.state_dict().items()}
    mine.load_state_dict(state)
    x = torch.randn(4, 9)
    assert torch.allclose(mine(x), theirs(x[..., None, None]).flatten(1), atol=1e-6)


def test_layers_that_share_a_weight_share_what_it_is_made_of():
    text = """
archspec: 1
input: [6, 8, 8]
layers:
  - conv: {name: one, width: 6, weight: spectral_norm}
  - relu
  - conv: {width: 6, weight: spectral_norm, padding: 1, share: one}
"""
    module = loads(text).build()
    one, other = module[0], module[2]
    assert one is not other
    assert sum(p.numel() for p in module.parameters()) == 6 * 6 * 9 + 6
    module.train()(torch.randn(2, 6, 8, 8))
    assert torch.equal(one.eval().weight, other.eval().weight)


def test_what_is_frozen_is_so_however_it_is_made():
    for way in WAYS:
        module = built("conv", way, ", freeze: true, init: kaiming")
        assert not any(one.requires_grad for one in module.parameters())


def test_a_copy_and_its_state_are_the_same():
    module = built("conv", "spectral_norm", layers="  - relu\n")
    x = batch("conv")
    module.train()(x)
    other = built("conv", "spectral_norm", layers="  - relu\n")
    other.load_state_dict(module.state_dict())
    for one in (copy.deepcopy(module), other):
        assert torch.equal(one.eval()(x), module.eval()(x))


def test_defaults_may_say_it_of_all_and_a_layer_otherwise():
    text = """
archspec: 1
input: [3, 8, 8]
defaults: {conv: {weight: spectral_norm}, linear: {weight: weight_norm}}
layers:
  - conv: {name: a, width: 4, norm: batchnorm}
  - conv: {name: b, width: 4, weight: null}
  - flatten
  - linear: {name: c, width: 2}
"""
    keys = set(loads(text).build().state_dict())
    made = "parametrizations.weight.original"
    assert {f"a.0.{made}", "b.weight", f"c.{made}0", f"c.{made}1"} <= keys


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ("weight: {weight_norm: {dim: 4}}", "A407", "has 4 axes"),
        ("weight: {spectral_norm: {dim: 7}}", "A407", "has 4 axes"),
        ("weight: spectral_norm, init: lsuv", "A410", "`lsuv` scales the weight"),
        ("weight: weight_norm, init: {original0: 1}", "A410", "`original0`"),
        ("weight: {standardize: {gian: true}}", "A201", "`gian`"),
        ("weight: spektral_norm", "A203", "no `weight` is called"),
        ("spectral_norm: true", "A201", "unknown field `spectral_norm`"),
    ],
)
def test_what_cannot_be(fields, code, words):
    with pytest.raises(Failure) as caught:
        loads(f"archspec: 1\ninput: [3, 9, 8]\nlayers: [{{conv: {{width: 6, {fields}}}}}]")
    (one,) = caught.value.diagnostics
    assert (one.code, words in one.message) == (code, True), one.message
