"""Rewrites: what they do, what they leave alone, and that nothing shows them."""

import pytest
import torch
from torch import Tensor, nn

import archspec
from archspec.catalog import shipped
from archspec.compiler import variant_names
from archspec.graph import Graph
from archspec.graph.facts import shaped
from archspec.graph.verify import verify
from archspec.network import load_with
from archspec.passes.cost import costed
from archspec.passes.lower import lowered
from archspec.passes.optimise import PURPOSES, Purpose
from archspec.passes.receptive_field import measured
from archspec.syntax import read_file

ALL = [
    pytest.param(f"{path}:{variant}", id=f"{name}:{variant}", marks=pytest.mark.slow)
    if variant
    else pytest.param(str(path), id=name)
    for name, path in shipped().items()
    for variant in (None, *variant_names(read_file(path)))
]
SMALL = {
    "net": (),
    "digits": (),
    "unet_small": (),
    "net_res_deep": [("depth", "3")],
    "autoencoder": (),
}
WHOLE = (shaped, costed, measured, lowered)


def network(layers: str, head: str = "input: [4, 9, 9]", tail: str = "") -> archspec.Network:
    return archspec.loads(f"archspec: 1\n{head}\nlayers: {layers}\n{tail}")


def kinds_of(net: archspec.Network, purpose: Purpose = "inference") -> list[str]:
    graph = net.optimised(purpose).graph
    verify(graph, *WHOLE)
    return [node.layer.kind for node in graph.nodes]


def modules(net: archspec.Network, purpose: Purpose, **options: bool) -> list[nn.Module]:
    """The network as it is and rewritten, with the same weights and running averages."""
    from archspec.backends.module import build_module

    torch.manual_seed(0)
    plain = net.build()
    for one in plain.modules():
        if isinstance(one, nn.modules.batchnorm._BatchNorm) and one.running_mean is not None:
            one.running_mean.normal_()
            one.running_var.uniform_(0.5, 2)
    rewritten = build_module(net.optimised(purpose, **options).graph)
    rewritten.load_state_dict(plain.state_dict(), strict=True)
    assert list(rewritten.state_dict()) == list(plain.state_dict())
    training = purpose == "training"
    return [plain.train(training), rewritten.train(training)]


def samples(net: archspec.Network) -> list[Tensor]:
    """A batch for each input, of few different numbers, so that there are many ties."""
    shapes = [(3, *one.shape.dims) for one in net.graph.inputs]
    return [torch.randint(-6, 7, shape).float() / 4 for shape in shapes]


def results(module: nn.Module, inputs: list[Tensor]) -> list[Tensor]:
    given = module(*inputs)
    return list(given.values()) if isinstance(given, dict) else [given]


def assert_same(net: archspec.Network, purpose: Purpose, **options: bool) -> None:
    """Values are equal; in training those of both with the same draws, and gradients as well."""
    plain, rewritten = modules(net, purpose, **options)
    inputs = samples(net)
    leaves: list[list[Tensor]] = []
    for module in (plain, rewritten):
        torch.manual_seed(1)
        given = results(module, taken := [one.clone().requires_grad_() for one in inputs])
        sum((one * one).sum() for one in given).backward()
        leaves.append(
            [*given, *(p.grad for p in (*taken, *module.parameters()) if p.grad is not None)]
        )
    compared = leaves if purpose == "training" else [one[: len(given)] for one in leaves]
    for one, other in zip(*compared, strict=True):
        assert torch.equal(one, other)


POOLS = [
    "maxpool: 2",
    "maxpool: {kernel: 3, stride: 2, padding: 1}",
    "maxpool: {kernel: 2, ceil_mode: true}",
    "maxpool: {kernel: 3, stride: 1}",
    "maxpool: {kernel: 2, dilation: 2}",
    "adaptive_maxpool: 4",
    "global_maxpool",
    "reduce: {by: max, axis: [1, 2]}",
    "reduce: max",
]
EXACT = ["relu", "relu6", "hardtanh", "hardshrink", "threshold: {threshold: 0.2, value: -1}"]
ROUNDED = ["tanh", "leaky_relu: 0.2", "hardsigmoid", "softshrink"]


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("act", EXACT)
def test_a_pool_goes_before_an_activation_in_training_too(act, pool):
    net = network(f"[conv: 4, {act}, {pool}, flatten, linear: 2]")
    if pool != "reduce: max":
        assert kinds_of(net, "training")[1] == pool.partition(":")[0]
    assert len(net.optimised("training").rewrites) == 1
    assert_same(net, "training")


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("act", ROUNDED)
def test_a_pool_goes_before_an_activation_that_rounds_in_inference_alone(act, pool):
    net = network(f"[conv: 4, {act}, {pool}, flatten, linear: 2]")
    assert len(net.optimised("inference").rewrites) == 1
    assert_same(net, "inference")
    assert not net.optimised("training").rewrites
    assert len(net.optimised("training", any_tie=True).rewrites) == 1


@pytest.mark.parametrize("act", ROUNDED)
def test_with_any_tie_a_window_has_the_same_gradient_as_a_whole(act):
    net = network(f"[{act}, maxpool: 3]")
    plain, rewritten = modules(net, "training", any_tie=True)
    # Neighbouring numbers, many of which the activation makes one.
    steps = torch.randint(0, 3, (3, 4, 9, 9), dtype=torch.int32)
    images = (torch.full(steps.shape, 0.7).view(torch.int32) + steps).view(torch.float32)
    sums = []
    for module in (plain, rewritten):
        module(taken := images.clone().requires_grad_()).sum().backward()
        sums.append(nn.functional.avg_pool2d(taken.grad, 3, divisor_override=1))
    assert torch.allclose(*sums, rtol=1e-6, atol=0)


@pytest.mark.parametrize(
    "act", ["gelu", "silu", "sigmoid", "softmax", "elu", "prelu", "abs", "glu"]
)
def test_no_pool_goes_before_an_activation_that_may_fall_or_that_depends_on_the_place(act):
    assert not network(f"[conv: 4, {act}, maxpool: 2]").optimised("inference").rewrites


@pytest.mark.parametrize("pool", ["avgpool: 2", "global_avgpool", "reduce: min", "reduce: mean"])
def test_only_a_maximum_goes_before_an_activation(pool):
    assert not network(f"[conv: 4, relu, {pool}]").optimised("inference").rewrites


@pytest.mark.parametrize(
    ("layers", "tail"),
    [
        (
            "[conv: {name: c}, relu: {name: r}, maxpool: {name: p, kernel: 2}]",
            "outputs: {r: r, p: p}",
        ),
        ("[relu: {name: r}, maxpool: {kernel: 3, padding: 1, stride: 1}, add: {with: r}]", ""),
        ("[relu, adaptive_maxpool: 12]", ""),
        ("[relu, adaptive_maxpool: 9]", ""),
    ],
)
def test_what_others_take_and_what_saves_no_work_stays(layers, tail):
    net = network(layers.replace("{name: c}", "{name: c, width: 4}"), tail=tail)
    assert not net.optimised("inference").rewrites


def test_several_activations_and_pools_all_change_places():
    net = network("[relu, tanh, maxpool: 2, dropout, maxpool: 2]")
    assert kinds_of(net) == ["maxpool", "maxpool", "relu", "tanh"]
    assert_same(net, "inference")


@pytest.mark.parametrize(
    "layers",
    [
        "[conv: {width: 4, norm: batchnorm, act: relu}, maxpool: 2, flatten, linear: 2]",
        "[conv: 4, relu, sequence: {name: down, layers: [maxpool: 2, conv: 4]}]",
        "[sequence: [sequence: [conv: 4, relu]], sequence: [maxpool: 2, relu, maxpool: 2]]",
    ],
)
def test_borders_of_scopes_stay_where_they_are(layers):
    net = network(layers)
    assert net.optimised("training").rewrites
    assert net.optimised("training").graph.tree.scopes.keys() == net.graph.tree.scopes.keys()
    assert_same(net, "training")


def test_the_name_of_a_pool_stands_for_the_same_value():
    net = network("[conv: 4, tanh: {name: act}, maxpool: {name: pool, kernel: 2}, relu]")
    seen: list[Tensor] = []
    inputs = samples(net)
    for module in modules(net, "inference"):
        module.get_submodule("pool").register_forward_hook(lambda *call: seen.append(call[2]))
        module(*inputs)
    assert torch.equal(*seen)


IDLE = {
    "identity": True,
    "dropout: 0": True,
    "stochastic_depth: 0": True,
    "pad: 0": True,
    "pad: {size: [[0, 0], 0], mode: reflect}": True,
    "pad: {channels: [0, 0]}": True,
    "maxpool: 1": True,
    "maxpool: {kernel: [1, 1], stride: 1}": True,
    "avgpool: 1": True,
    "dropout: 0.5": False,
    "dropout: {p: 0.3, mode: channel}": False,
    "stochastic_depth: 0.5": False,
}


@pytest.mark.parametrize(("layer", "always"), IDLE.items())
def test_what_does_nothing_is_left_out(layer, always):
    net = network(
        f"[conv: {{width: 4, name: c}}, {layer}, dropout: 0.5, linear: 2]".replace(
            "linear: 2", "flatten, linear: 2"
        )
    )
    assert len(kinds_of(net)) == 3
    assert len(kinds_of(net, "training")) == (4 if always else 5)
    assert_same(net, "inference")
    assert_same(net, "training")


@pytest.mark.parametrize("layer", IDLE)
@pytest.mark.parametrize("before", ["tanh: {name: t}", "tanh: {name: t}, identity"])
def test_gradients_of_what_others_take_too_are_the_same_to_the_bit(before, layer):
    conv = "conv: {width: 4, padding: same}"
    net = network(f"[{conv}, {before}, {layer}, residual: [{conv}], mul: t, add: t]")
    assert_same(net, "training")


@pytest.mark.parametrize(
    "layer",
    [
        "pad: 1",
        "pad: [0, [0, 1]]",
        "pad: {channels: [0, 1]}",
        "pad: {width: 4}",
        "maxpool: {kernel: 1, stride: 2}",
        "maxpool: {kernel: [1, 2]}",
        "avgpool: {kernel: 1, divisor_override: 2}",
        "adaptive_avgpool: 9",
    ],
)
def test_what_does_something_to_some_image_stays(layer):
    assert not network(f"[{layer}]").optimised("inference").rewrites


@pytest.mark.parametrize(
    ("layers", "tail"),
    [
        ("[identity, dropout]", ""),
        ("[identity: {name: one}, conv: {name: two, width: 4}]", "outputs: {one: one, two: two}"),
        ("[sequence: {name: s, layers: [identity, dropout: 0]}, conv: {width: 4, name: c}]", ""),
        ("[residual: [conv: {width: 4, padding: same}, stochastic_depth: 0.2], relu]", ""),
        ("[conv: {width: 4, name: c}, dropout, concat: {with: [c, c]}]", ""),
        ("[repeat: {depth: 3, weights: shared, layers: [conv: {width: 4, padding: same}, identity,"
         " relu, maxpool: {kernel: 2, stride: 1}]}]", ""),
        ("[sequence: {name: aux, layers: [dropout, flatten, linear: 2]}, identity: {name: i, "
         "from: input}, conv: {width: 4, name: c}]",
         "outputs: {aux: {from: aux, when: training}, c: c}"),
    ],
)  # fmt: skip
def test_wiring_of_every_form_survives(layers, tail):
    net = network(layers, tail=tail)
    assert net.optimised("inference").rewrites
    for purpose in PURPOSES:
        kinds_of(net, purpose)
        assert_same(net, purpose)


def test_rounds_with_common_weights_may_differ_in_what_they_drop():
    text = """[repeat: {depth: 3, weights: shared, layers: [
        conv: {width: 4, padding: same}, stochastic_depth: {p: 0.5, decay: linear}]}]"""
    net = network(text)
    assert kinds_of(net, "training") == ["conv"] + ["conv", "stochastic_depth"] * 2
    assert_same(net, "training")


def test_an_image_of_open_size_gives_the_same():
    net = network("[conv: 4, tanh, maxpool: 2, identity, global_avgpool]", "input: [4, H, W]")
    assert kinds_of(net) == ["conv", "maxpool", "tanh", "global_avgpool"]
    plain, rewritten = modules(net, "inference")
    for sizes in ((7, 12), (16, 16)):
        images = torch.randn(2, 4, *sizes)
        assert torch.equal(plain(images), rewritten(images))
    assert net.build(optimised="inference")(images).shape == (2, 4)


def keys_of(graph: Graph) -> list[str]:
    return [key for node in graph.nodes for key in node.keys.values()]


@pytest.mark.parametrize("name", ALL)
def test_every_shipped_spec_stays_whole_and_keeps_its_keys(name):
    net = load_with(name)
    for graph in (net.optimised(purpose).graph for purpose in PURPOSES):
        verify(graph, *WHOLE)
        assert keys_of(graph) == keys_of(net.graph)
        assert graph.cost == net.graph.cost
        assert graph.output_shapes == net.graph.output_shapes


@pytest.mark.parametrize("name", SMALL)
def test_small_shipped_specs_give_the_same(name):
    net = load_with(name, SMALL[name])
    for purpose in PURPOSES:
        assert_same(net, purpose)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["alexnet", "googlenet", "inception_v3", "resnet18"])
def test_large_shipped_specs_give_the_same(name):
    for purpose in PURPOSES:
        assert_same(archspec.load(name), purpose)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_module_on_request_has_the_same_weights_of_a_seed_and_the_same_text(purpose):
    net = archspec.load("net")
    torch.manual_seed(0)
    plain = net.build()
    torch.manual_seed(0)
    rewritten = net.build(optimised=purpose)
    for key, value in plain.state_dict().items():
        assert torch.equal(value, rewritten.state_dict()[key])
    assert rewritten.archspec_text == plain.archspec_text
    assert rewritten.conv1.weight.is_contiguous(memory_format=torch.channels_last)
    images = torch.randn(64, 3, 32, 32)
    assert torch.equal(plain(images), rewritten(images))


def test_a_purpose_that_there_is_not_is_refused_and_those_that_there_are_are_said():
    with pytest.raises(ValueError, match=r"for `training` or `inference`, not for `fast`"):
        archspec.load("net").build(optimised="fast")
