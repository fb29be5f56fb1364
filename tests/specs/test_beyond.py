"""Published networks that torchvision does not have, against the same networks written by hand."""

from decimal import ROUND_DOWN, Decimal
from inspect import signature
from itertools import count

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

import archspec
from archspec.compiler import compile_file, read_file, variant_names

from .beyond import COUNTED, KEYED, SMALL, STATED, TWINS
from .networks import SPECS, built, compiled
from .test_twins import seeded

BATCH = 2

SECONDS = ("inception_resnet", "siamese")
"""Those that take as long as twenty others."""
each_small = pytest.mark.parametrize(
    ("name", "knobs"),
    [
        pytest.param(
            name, knobs, marks=pytest.mark.slow if name in SECONDS else (), id=f"{name}-{i}"
        )
        for (name, knobs), i in zip(SMALL, count())
    ],
)


def named(module: nn.Module) -> dict[str, Tensor]:
    """Weights, then running figures, by their keys; not the fixed numbers of a `rescale`."""
    kept = module.state_dict().keys()
    buffers = {name: one for name, one in module.named_buffers() if name in kept}
    return {**dict(module.named_parameters()), **buffers}


def tensors(module: nn.Module, like: nn.Module) -> list[Tensor]:
    """Those of a module, in the order of another where both have the same keys."""
    own, order = named(module), named(like)
    return [own[name] for name in (order if order.keys() == own.keys() else own)]


def copy(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        pairs = zip(tensors(source, source), tensors(target, source), strict=True)
        for old, new in pairs:
            assert old.shape == new.shape
            new.copy_(old)


def samples(name: str, knobs: dict) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    inputs = compiled(name, **knobs)[1].inputs
    return [torch.randn(BATCH, *i.shape.dims, generator=generator) for i in inputs]


def passed(
    model: nn.Module, like: nn.Module, inputs: list[Tensor]
) -> tuple[list[Tensor], list[Tensor]]:
    """The outputs, and the gradients of inputs and weights."""
    inputs = [one.clone().requires_grad_() for one in inputs]
    torch.manual_seed(5)  # for dropout
    given = model(*inputs)
    given = list(given.values()) if isinstance(given, dict) else given
    outputs = [given] if isinstance(given, Tensor) else [*given]
    sum(one.square().mean() for one in outputs).backward()
    seen = (*inputs, *tensors(model, like))
    return outputs, [one.grad for one in seen if one.grad is not None]


@each_small
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
def test_outputs_gradients_and_running_figures_are_the_twins(name, knobs, training):
    model, twin = built(name, **knobs), seeded(lambda: TWINS[name](**knobs))
    copy(twin, model)
    inputs = samples(name, knobs)
    for network in (model, twin):
        torch.manual_seed(5)
        network.train()(*inputs)
        network.train(training)
    both = passed(model, twin, inputs), passed(twin, twin, inputs)
    for mine, its in zip(*both, strict=True):
        assert len(mine) == len(its)
        assert all(torch.equal(a, b) for a, b in zip(mine, its, strict=True))
    for mine, its in zip(tensors(model, twin), tensors(twin, twin), strict=True):
        assert torch.equal(mine, its)


VARIANTS = [
    (name, variant)
    for name in sorted(TWINS)
    for variant in (variant_names(read_file(SPECS / f"{name}.yaml")) or [""])
]


@pytest.mark.parametrize(("name", "variant"), VARIANTS, ids=str)
def test_every_variant_has_the_figures_of_the_network_written_by_hand(name, variant):
    network = archspec.load(f"{SPECS / name}.yaml" + (f":{variant}" if variant else ""))
    words = signature(TWINS[name]).parameters
    knobs = {word: value for word, value in network.spec.params.items() if word in words}
    with torch.device("meta"):
        twin = TWINS[name](**knobs).eval()
        inputs = [torch.empty(1, *i.shape.dims) for i in network.graph.inputs]
        with FlopCounterMode(display=False) as counter:
            twin(*inputs)
    assert network.graph.cost.params == sum(weight.numel() for weight in twin.parameters())
    assert network.graph.cost.macs == counter.get_total_flops() / 2


@pytest.mark.parametrize(("reference", "millions"), STATED, ids=str)
def test_parameters_are_what_the_paper_prints(reference, millions):
    name, _, variant = reference.partition(":")
    params = Decimal(compile_file(SPECS / f"{name}.yaml", (), variant or None)[1].cost.params)
    unit = Decimal(millions)
    printed = {(params / 10**6).quantize(unit, **how) for how in ({}, {"rounding": ROUND_DOWN})}
    assert unit in printed


@pytest.mark.parametrize("name", COUNTED)
def test_parameters_are_those_of_the_published_weights(name):
    assert compiled(name)[1].cost.params == COUNTED[name]


@pytest.mark.parametrize(
    ("name", "knobs"), [(name, knobs) for name, knobs in SMALL if name in KEYED], ids=str
)
def test_keys_are_those_of_the_published_weights(name, knobs):
    states = built(name, **knobs).state_dict(), TWINS[name](**knobs).state_dict()
    mine, its = ({key: one.shape for key, one in state.items()} for state in states)
    assert mine == its


def test_both_images_of_the_siamese_network_meet_the_same_weights():
    model = built("siamese", features=8)
    assert model.get_parameter("one.0.0.weight") is model.get_parameter("other.0.0.weight")
    left, right = samples("siamese", {})
    assert torch.equal(model(left, right), model(right, left))


def test_pointnet_turns_points_as_the_published_one_by_the_sum_of_two_matrices():
    (knobs, *_) = (knobs for name, knobs in SMALL if name == "pointnet")
    model, twin = built("pointnet", **knobs), seeded(lambda: TWINS["pointnet"](**knobs))
    copy(twin, model)
    twin.feat.identity = True
    with torch.no_grad():
        for one in (twin.feat.stn.fc3, twin.feat.fstn.fc3, model.feat.stn.fc3, model.feat.fstn.fc3):
            one.bias.fill_(0.1)
    inputs = samples("pointnet", knobs)
    torch.testing.assert_close(model.eval()(*inputs), twin.eval()(*inputs))
