"""Memory and the work of training, against torch's own account of both."""

from operator import attrgetter

import pytest
import torch

import archspec
from archspec.graph import Node
from archspec.kind import NOWHERE
from archspec.passes.gradients import training_macs
from archspec.passes.memory import kept_bytes, peak_bytes, training_memory
from archspec.passes.memory.kept import ROWS, kept_by
from archspec.recipe import Recipe
from archspec.recipe.kinds_on_demand import OPTIMIZERS
from archspec.shapes import Shape, at
from tests.layers.layer_cases import CASES, Case
from tests.layers.torch_modules import make
from tests.passes.torch_memory import Account, Living, kept, storages

NETWORKS = {
    "net": "cpu",
    "digits": "cpu",
    "unet_small": "cpu",
    "two_inputs": "cpu",
    "tcn": "cpu",
    "resnet_cifar": "cpu",
    "autoencoder": "cpu",
    "vit": "cpu",
    "resnet50": "meta",
    "densenet121": "meta",
    "mobilenet_v2": "meta",
    "efficientnet_b0": "meta",
    "googlenet": "meta",
    "swin_t": "meta",
    "convnext_tiny": "meta",
}
"""Attention runs as one operation on a CPU alone; others need not be computed to be counted."""


@pytest.fixture(scope="module", params=NETWORKS.items(), ids=list(NETWORKS))
def both(request):
    name, device = request.param
    graph = archspec.load(name).graph
    return graph, Account(graph, device)


def test_what_is_kept_for_the_way_back_is_what_torch_keeps(both):
    graph, account = both
    assert kept_bytes(graph) == pytest.approx(account.kept(), rel=0.02)


def test_the_peak_in_evaluation_is_that_of_the_storages_that_live(both):
    graph, account = both
    assert peak_bytes(graph) == pytest.approx(account.peak(), rel=0.02)


ELSEWHERE = {
    "lstm": "oneDNN keeps a workspace of its own",
    "layer_scale": "its tensor learns in a network alone, and `convnext_tiny` has it",
    "relative_bias": "it is one tensor for the whole batch",
}
"""Kinds that are not measured by themselves, and why."""
RECURRENT = ("lstm", "gru", "rnn")
"""Their steps come and go within one operation."""


def measured(case: Case) -> bool:
    """Not by itself: a network for the biases of a batch; windows larger than the image."""
    fields = case.fields
    if case.kind in ELSEWHERE or fields.get("cosine") or fields.get("window") == 9:
        return False
    # A weight that is made of others is made once for any batch.
    if "weight" in fields:
        return False
    # Several layers of `rnn` copy their weights.
    return not (case.kind == "rnn" and "layers" in fields)


def node_of(case: Case) -> Node:
    output = case.layer.infer(case.inputs)
    assert isinstance(output, Shape)
    values = tuple(f"@{i}" for i in range(len(case.inputs)))
    return Node(
        "0", case.layer, values, NOWHERE, shapes=case.inputs, output=output, weights="0"
    ).knowing(call=case.layer.lower(case.inputs))


def row(node: Node) -> str:
    """What to do where a figure is not torch's."""
    target = node.call.target
    has = "is in another row than it should be" if target in ROWS else "has no row"
    return f"`{target}` {has} in archspec/passes/memory/kept.py, which says what it holds"


@pytest.mark.parametrize("case", list(filter(measured, CASES)), ids=str)
def test_every_kind_keeps_what_torch_keeps(case: Case):
    node, function = node_of(case), make(case.layer, *case.inputs)
    one, own, batch = kept_by(node), {}, 2
    if isinstance(function, torch.nn.Module):
        own = storages([*function.train().parameters(), *function.buffers()])
    words = case.layer.looks_up
    inputs = [
        torch.randint(words, (batch, *shape.dims))
        if words
        else torch.rand(batch, *shape.dims).requires_grad_() + 0
        for shape in case.inputs
    ]
    said = sum(shape.elements for shape in case.inputs) * one.inputs
    said += node.output.elements * one.output + one.more(node)
    found = kept(function, inputs, own) / 4 / batch
    # Small tensors that belong to the whole batch are left out, as those of weights are.
    assert said == pytest.approx(found, rel=0.1, abs=40), row(node)


@pytest.mark.parametrize(
    "case", [c for c in CASES if measured(c) and c.kind not in RECURRENT], ids=str
)
def test_every_kind_takes_no_more_than_said_while_it_computes(case: Case):
    node, function = node_of(case), make(case.layer, *case.inputs)
    words = case.layer.looks_up
    inputs = [
        torch.randint(words, (2, *s.dims)) if words else torch.rand(2, *s.dims) for s in case.inputs
    ]
    known = dict.fromkeys(storages(inputs), 0)
    if isinstance(function, torch.nn.Module):
        known |= dict.fromkeys(storages([*function.eval().parameters(), *function.buffers()]), 0)
    with torch.no_grad(), Living(known) as living:
        function(*inputs)
    one = kept_by(node)
    said = node.output.elements * (not one.view) + one.beside(node)
    assert said == pytest.approx(living.most / 4 / 2, rel=0.1, abs=100), row(node)


BIASED = """
archspec: 1
inputs: {x: {shape: [64, 32], channels: 1}, seen: {shape: [64], values: 2}}
layers:
  - linear: {name: q, width: 96}
  - relative_bias: {name: b, heads: 4, %s}
  - attend: {from: q, heads: 4, bias: b%s}
  - linear: 8
"""
MASKED = """
archspec: 1
inputs: {x: {shape: [64, 32], channels: 1}, seen: {shape: [64, 64], channels: 1}}
layers:
  - linear: 96
  - attend: {heads: 4, mask: seen}
  - linear: 8
"""


@pytest.mark.parametrize(
    "text",
    [
        BIASED % ("by: bucket", ""),
        BIASED % ("size: 8", ""),
        BIASED % ("by: bucket", ", mask: seen"),
        MASKED,
    ],
    ids=["bucket", "offset", "bias and mask", "mask of pairs"],
)
def test_the_peak_of_attention_with_a_bias_or_a_mask_is_torch_s(text, monkeypatch):
    monkeypatch.setattr(Account, "BATCH", 1)
    graph = archspec.loads(text).graph
    assert peak_bytes(graph) == pytest.approx(Account(graph).peak(), rel=0.05)


@pytest.mark.parametrize("dropout", ["", ", dropout: 0.1"])
@pytest.mark.parametrize("by", ["by: bucket", "size: 8"])
def test_what_attention_with_a_bias_keeps_is_what_torch_keeps_of_a_batch(by, dropout, monkeypatch):
    """Of the bias itself there is one for all samples."""
    monkeypatch.setattr(Account, "BATCH", 8)
    graph = archspec.loads(BIASED % (by, dropout)).graph
    assert kept_bytes(graph) == pytest.approx(Account(graph).kept(), rel=0.1)


@pytest.mark.parametrize("merge", ["mul", "add", "maximum", "concat"])
def test_what_is_merged_with_nothing_is_not_kept_for_that(merge):
    text = f"""
archspec: 1
input: [4, 32, 32]
layers:
  - conv: 8
  - branches: {{merge: {merge}, paths: [[batchnorm, relu, conv: {{width: 8, padding: same}}]]}}
  - batchnorm
"""
    graph = archspec.loads(text).graph
    assert kept_bytes(graph) == pytest.approx(Account(graph).kept(), rel=0.02)


def test_what_is_cropped_to_the_size_of_another_is_memory_of_what_it_was():
    text = """
archspec: 1
input: [3, 8, 6]
layers:
  - conv_transpose: {width: 6, stride: 3}
  - pad: {name: padded, size: [0, 1]}
  - concat: padded
  - crop: {like: padded}
  - conv: 4
"""
    graph = archspec.loads(text).graph
    account = Account(graph)
    assert kept_bytes(graph) == pytest.approx(account.kept(), rel=0.02)
    assert peak_bytes(graph) == pytest.approx(account.peak(), rel=0.02)


def test_what_nothing_learnt_stands_before_is_not_kept():
    text = """
archspec: 1
input: [3, 16, 16]
layers:
  - conv: {width: 8, kernel: 3, freeze: true}
  - relu
  - conv: {width: 8, kernel: 3, freeze: true}
  - tanh
  - flatten
  - linear: 4
"""
    graph = archspec.loads(text).graph
    assert kept_bytes(graph) == Account(graph).kept() == 4 * 8 * 12 * 12
    assert training_macs(graph) == Account(graph).training_macs()


def test_frozen_layers_pass_gradients_on_and_find_none_for_themselves():
    text = """
archspec: 1
input: [3, 16, 16]
layers:
  - conv: {width: 8, kernel: 3}
  - conv: {width: 8, kernel: 3, freeze: true}
  - sigmoid
  - flatten
  - linear: {width: 4, freeze: true}
"""
    graph = archspec.loads(text).graph
    assert kept_bytes(graph) == Account(graph).kept()
    assert training_macs(graph) == Account(graph).training_macs()


UNGROUPED = [
    name for name in NETWORKS if name not in {"mobilenet_v2", "efficientnet_b0", "convnext_tiny"}
]
"""Torch's counter takes the way back of a grouped convolution for that of an ungrouped one."""


def test_the_work_of_training_is_what_torch_counts(both):
    graph, account = both
    if graph.name not in UNGROUPED or graph.name == "vit":
        pytest.skip("torch counts no attention on a CPU, and no groups on the way back")
    assert training_macs(graph) == account.training_macs()


def test_attention_works_three_times_in_training_as_torch_counts_it():
    graph = archspec.load("vit_b_16").graph
    assert training_macs(graph) == Account(graph, "meta").training_macs()


def test_grouped_convolutions_work_three_times_in_training():
    graph = archspec.load("mobilenet_v2").graph
    first = graph.nodes[0].cost.macs
    assert training_macs(graph) == 3 * graph.cost.macs - first


@pytest.mark.parametrize(
    "optimizer",
    [
        *({one.kind: {}} for one in OPTIMIZERS.kinds),
        {"sgd": {"momentum": 0.9}},
        {"adam": {"amsgrad": True}},
        {"rmsprop": {"momentum": 0.9, "centered": True}},
    ],
    ids=str,
)
def test_an_optimiser_keeps_as_many_numbers_for_each_weight_as_torch_s(optimizer):
    recipe = Recipe.model_validate({"data": {"dataset": "digits"}, "optimizer": optimizer})
    weight = torch.nn.Parameter(torch.ones(1000))
    call = recipe.optimizer.lower()
    made = attrgetter(call.target.removeprefix("torch."))(torch)([weight], **call.args)
    for _ in range(2):
        weight.sum().backward()
        made.step()
    found = sum(x.numel() for x in made.state[weight].values() if torch.is_tensor(x))
    assert recipe.optimizer.states * 1000 == pytest.approx(found, abs=10)


def test_memory_of_a_recipe_is_that_of_its_batch():
    network = archspec.load("digits")
    memory = training_memory(network.graph, network.spec.recipe)
    weights = 4 * 21482
    assert (memory.weights, memory.gradients, memory.state) == (weights, weights, 2 * weights)
    assert memory.total == 4 * weights + network.spec.recipe.batch_size * memory.sample
    alone = training_memory(network.graph)
    assert (alone.state, alone.batch, alone.total) == (0, 1, 2 * weights + memory.sample)


def test_memory_of_open_sizes_is_an_expression():
    text = "archspec: 1\ninput: [3, H, W]\nlayers: [conv: {width: 4, padding: same, act: relu}]\n"
    open_, known = archspec.loads(text).graph, archspec.loads(text, params={"H": 8, "W": 6}).graph
    for figure in (peak_bytes, kept_bytes, training_macs):
        assert at(figure(open_), {"H": 8, "W": 6}) == figure(known)


@pytest.mark.parametrize(
    "layer",
    [
        "drop_connect: {width: 256, p: 0.5}",
        "linear: {width: 256, weight: weight_norm}",
        "linear: {width: 256, weight: spectral_norm}",
        "linear: {width: 256, weight: {standardize: {gain: true}}}",
    ],
)
def test_weights_made_of_others_are_kept_once_for_any_batch(layer, monkeypatch):
    graph = archspec.loads(
        f"archspec: 1\ninput: [128]\nlayers: [linear: 128, relu, {layer}, relu]\n"
    ).graph
    monkeypatch.setattr(Account, "BATCH", 16)
    memory = training_memory(graph)
    found = 16 * Account(graph).kept()
    assert 16 * memory.sample + memory.made == pytest.approx(found, rel=0.1)
