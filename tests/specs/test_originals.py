"""Networks of timm, and of torchvision's other tasks, against their specs."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest
import torch
from timm.utils.model import reparameterize_model
from torch import Tensor, nn
from torch.testing import assert_close
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import get_model_weights

import archspec
from archspec.compiler import read_file, variant_names
from archspec.weights.aliases import first_names

from .networks import SPECS, built
from .originals import FAMILIES, STATED
from .published import randomise

VARIANTS = [
    (name, variant)
    for name in FAMILIES
    for variant in variant_names(read_file(SPECS / f"{name}.yaml"))
]
COMPARED = [(name, variant) for name, one in FAMILIES.items() for variant in one.compared]
FIRST = [(name, one.compared[0]) for name, one in FAMILIES.items()]
OTHER_TASKS = ("retinanet", "segmentation", "video_resnet")
OF_TORCHVISION = [(name, v) for name, v in VARIANTS if name in OTHER_TASKS]
BATCH = 2


def each(variants: list[tuple[str, str]], quick: list[tuple[str, str]]) -> pytest.MarkDecorator:
    """Those that are not quick are left to `make test-all`."""
    marks = {True: (), False: pytest.mark.slow}
    rows = [pytest.param(*one, marks=marks[one in quick], id=one[1]) for one in variants]
    return pytest.mark.parametrize(("name", "variant"), rows)


def loaded(name: str, variant: str, **knobs: Any) -> archspec.Network:
    return archspec.load(f"{SPECS / name}.yaml:{variant}", **knobs)


def trained(network: archspec.Network) -> int:
    """Multiply-adds of a sample in training, where auxiliary heads are computed too."""
    return sum(one.layer.macs(one.shapes, one.output) for one in network.graph.nodes)


@each(VARIANTS, COMPARED)
def test_every_variant_has_the_keys_and_the_figures_of_the_original(name, variant):
    network = loaded(name, variant)
    with torch.device("meta"):
        original = FAMILIES[name].make(variant).eval()
        with FlopCounterMode(display=False) as counter:
            original(*(torch.empty(1, *one.shape.dims) for one in network.graph.inputs))
    ours = network.build(device="meta").state_dict()
    shared = {f"{one.path}." for one in network.graph.nodes if one.shared}
    own = {key: one.shape for key, one in ours.items() if not key.startswith(tuple(shared))}
    assert own == {key: one.shape for key, one in original.state_dict().items()}
    assert network.graph.cost.params == sum(one.numel() for one in original.parameters())
    assert trained(network) == counter.get_total_flops() / 2


@pytest.mark.parametrize(("name", "variant"), OF_TORCHVISION, ids=str)
def test_figures_are_those_that_torchvision_states_of_its_weights(name, variant):
    stated = get_model_weights(variant).DEFAULT.meta
    network = loaded(name, variant)
    assert network.graph.cost.params == stated["num_params"]
    assert round(trained(network) / 1e9, 3) == stated["_ops"]


@pytest.mark.parametrize(("reference", "knobs", "millions", "billions"), STATED, ids=str)
def test_figures_are_those_that_are_printed_of_them(reference, knobs, millions, billions):
    cost = loaded(*reference.split(":"), **knobs).graph.cost
    assert Decimal(millions) in printed(Decimal(cost.params) / 10**6, millions)
    assert not billions or Decimal(billions) in printed(Decimal(cost.macs) / 10**9, billions)


def printed(figure: Decimal, digits: str) -> set[Decimal]:
    """A figure to as many digits, rounded and cut."""
    unit = Decimal(digits)
    return {figure.quantize(unit), figure.quantize(unit, rounding=ROUND_DOWN)}


def outputs(module: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """All outputs by their names; those of a module of one output as `out`."""
    torch.manual_seed(5)  # for dropout
    given = module(x)
    return given if isinstance(given, dict) else {"out": given}


def fill(module: nn.Module, state: dict[str, Tensor]) -> None:
    """Copies weights by their keys; what the module shares has other names beside these."""
    left = module.load_state_dict(state, strict=False)
    names = first_names(module.state_dict())
    assert not left.unexpected_keys
    assert all(names[key] != key for key in left.missing_keys)


@each(COMPARED, FIRST)
def test_outputs_gradients_and_running_figures_are_the_originals(name, variant):
    family = FAMILIES[name]
    network, original = loaded(name, variant, **family.small), family.make(variant)
    randomise(original)
    ours = network.build()
    fill(ours, original.state_dict())
    torch.manual_seed(0)
    x = torch.randn(BATCH, *network.graph.inputs[0].shape.dims)
    mine, its = outputs(ours.train(), x), outputs(original.train(), x)
    assert mine.keys() == its.keys()
    assert all(torch.equal(mine[key], its[key]) for key in its)
    for found in (mine, its):
        sum(one.square().mean() for one in found.values()).backward()
    gradients = {key: one.grad for key, one in ours.named_parameters()}
    for key, one in original.named_parameters():
        assert (gradients[key] is None) == (one.grad is None) == (not one.requires_grad)
        if one.requires_grad:
            assert_close(gradients[key], one.grad, msg=key)
    state = ours.state_dict()
    assert all(torch.equal(state[key], one) for key, one in original.state_dict().items())
    with torch.no_grad():
        mine, its = outputs(ours.eval(), x), outputs(original.eval(), x)
    assert mine
    assert all(torch.equal(one, its[key]) for key, one in mine.items())


def test_a_repvgg_is_deployed_as_the_network_that_timm_makes_of_it():
    original = FAMILIES["repvgg"].make("repvgg_a0")
    randomise(original)
    x = torch.randn(1, 3, 224, 224)
    expected = original.eval()(x)
    deployed = built("repvgg", deployed=True)
    deployed.load_state_dict(reparameterize_model(original).state_dict(), strict=True)
    assert_close(deployed.eval()(x), expected, rtol=1e-4, atol=1e-5)
