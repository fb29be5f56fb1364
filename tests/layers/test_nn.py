"""The modules that torch lacks: their values, and that torch's tools take them."""

import copy
import inspect
import pickle
from typing import Any

import pytest
import torch
from torch import nn
from torchvision.ops import FrozenBatchNorm2d

import archspec.nn as ours
from archspec.nn.functional import prepend
from archspec.nn.init import looks_linear_, values_

IMAGE = (2, 8, 5, 7)
MODULES = [
    ours.ChannelPad(1, 2),
    ours.ChannelPad(1, 2, channel_axis=3),
    ours.CReLU(),
    ours.Maxout(4),
    ours.DropConnect(7, 3),
    ours.ChannelLayerNorm(8),
    ours.GlobalAvgPool(),
    ours.GlobalMaxPool(channel_axis=3),
    ours.Reshape((4, 2, 35)),
    ours.Permute((0, 2, 3, 1)),
    ours.Rearrange(((2, -1), (5,), (-1,)), (0, 2, 4, 3, 1), (1, 1, 2)),
    ours.Rescale(),
    ours.Rescale(tuple(range(8)), (1.0,) * 8, behind=2),
]
BY_SIZE = [
    ours.Constant(((1.0, 2.0),)),
    ours.FrozenBatchNorm(8),
    ours.Conv1dSame(8, 4, 3, 2),
    ours.Conv2dSame(8, 4, 3, 2),
    ours.Conv3dSame(8, 4, 3, 2),
    ours.MaxPoolSame((3, 2), (2, 2), (1, 1)),
    ours.AvgPoolSame((3, 2), (2, 2), count_include_pad=False),
]
TOKENS = (2, 6, 8)
OTHERS = [ours.Affine(8, behind=2), ours.ChannelRMSNorm(8), ours.Embedding(10, 4), ours.Sample()]
ATTENTION = [
    ours.Attention(8, 2),
    ours.Attention(8, 4, bias=False, causal=True),
    ours.Attend(2, key_heads=1, causal=True),
    ours.Rotary(2),
    ours.BucketBias(8, 2, 20),
    ours.GatedUnit("silu", channel_axis=2),
]

STANDARDIZED = [
    ours.StandardizedLinear(8, 4),
    *(
        getattr(ours, f"StandardizedConv{axes}d{same}")(8, 4, 3, eps=1e-3)
        for axes in (1, 2, 3)
        for same in ("", "Same")
    ),
]
RECURRENT = [
    ours.LSTM(8, 4, 2, bidirectional=True, last=True),
    ours.GRU(8, 4, bias=False),
    ours.RNN(8, 4, last=True),
]


@pytest.mark.parametrize("module", MODULES, ids=repr)
@pytest.mark.filterwarnings("ignore:.*torch.jit:FutureWarning")
@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_torch_can_script_compile_copy_and_pickle(module):
    module.eval()
    x = torch.randn(IMAGE)
    expected = module(x)
    compiled = torch.compile(module, backend="eager", fullgraph=True)
    others = (torch.jit.script(module), compiled, copy.deepcopy(module))
    assert all(torch.equal(other(x), expected) for other in others)
    assert torch.equal(pickle.loads(pickle.dumps(module))(x), expected)  # noqa: S301  our own


@pytest.mark.parametrize("module", ATTENTION, ids=repr)
def test_torch_can_compile_export_copy_and_pickle_attention(module):
    """Torch scripts no module that calls the forward of the class it is derived from."""
    module.eval()
    x = torch.randn(TOKENS)
    expected = module(x)
    with torch._dynamo.config.patch(allow_rnn=isinstance(module, nn.RNNBase)):
        compiled = torch.compile(module, backend="eager", fullgraph=True)
        compiled(x)
    others = (
        compiled,
        torch.export.export(module, (x,)).module(),
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),  # noqa: S301  our own
    )
    for other in others:
        torch.testing.assert_close(other(x), expected)


@pytest.mark.parametrize("module", RECURRENT, ids=repr)
def test_torch_can_export_copy_and_pickle_recurrent_layers(module):
    """Torch compiles none of them, whosever they are."""
    x = torch.randn(TOKENS)
    expected = module.eval()(x)
    others = (
        torch.export.export(module, (x,)).module(),
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),  # noqa: S301  our own
    )
    for other in others:
        torch.testing.assert_close(other(x), expected)


@pytest.mark.parametrize("name", ours.__all__)
def test_the_source_stands_alone_beside_torch(name):
    scope = {"torch": torch, "nn": nn, "Tensor": torch.Tensor, "Any": Any}
    bases = [one for one in getattr(ours, name).__mro__ if one.__module__.startswith("archspec.")]
    for one in reversed(bases):
        exec(inspect.getsource(one), scope)  # noqa: S102  our own
    assert issubclass(scope[name], nn.Module)


@pytest.mark.parametrize("name", ours.__all__)
def test_the_repr_says_how_it_was_made(name):
    every = (*MODULES, *BY_SIZE, *ATTENTION, *RECURRENT, *STANDARDIZED, *OTHERS)
    module = next(m for m in every if type(m).__name__ == name)
    shown = ("channel_axis", "pieces", "p", "before", "after", "split", "order", "joined")
    for key in (*shown, "embed_dim", "num_heads", "eps"):
        value = getattr(module, key, None)
        assert (
            value is None or (key, value) == ("channel_axis", 1) or f"{key}={value}" in repr(module)
        )


def test_a_fixed_batch_norm_is_that_of_torchvision():
    theirs = FrozenBatchNorm2d(8).eval()
    own = ours.FrozenBatchNorm(8)
    assert own.state_dict().keys() == theirs.state_dict().keys()
    for buffer in theirs.buffers():
        buffer.uniform_(0.5, 2)
    own.load_state_dict(theirs.state_dict())
    torch.testing.assert_close(own.train()(torch.ones(IMAGE)), theirs(torch.ones(IMAGE)))
    assert not list(own.parameters())


def test_a_constant_has_no_key_and_learns_nothing():
    module = ours.Constant(((1.0, 2.0), (3.0, 4.0)))
    assert not module.state_dict()
    assert not list(module.parameters())
    given = module(torch.zeros(3, 7))
    assert given.tolist() == [[[1, 2], [3, 4]]] * 3
    assert ours.Constant(2.5, (1, 2))(torch.zeros(1, 1)).tolist() == [[[2.5, 2.5]]]


def test_the_repr_of_attention_and_of_factors():
    assert repr(ATTENTION[1]).startswith("Attention(\n  embed_dim=8, num_heads=4, causal=True\n")
    assert repr(ours.Rescale(2, (0.5, 1))) == "Rescale(scale=[2.0], offset=[0.5, 1.0])"


def test_channel_pad_adds_zeros_on_the_channel_axis_only():
    x = torch.randn(IMAGE)
    padded = ours.ChannelPad(1, 2)(x)
    assert torch.equal(padded[:, 1:-2], x)
    assert not padded[:, :1].any()
    assert not padded[:, -2:].any()
    assert torch.equal(ours.ChannelPad(0, 3, 3)(x)[..., :7], x)


def test_crelu_keeps_both_signs():
    x = torch.randn(IMAGE)
    positive, negative = ours.CReLU()(x).chunk(2, dim=1)
    assert torch.equal(positive - negative, x)
    assert torch.equal(positive, x.relu())


def test_maxout_keeps_the_largest_of_neighbours():
    x = torch.tensor([[1.0, 5.0, -2.0, -7.0]])
    assert ours.Maxout(2)(x).tolist() == [[5.0, -2.0]]
    assert ours.Maxout(4)(x).tolist() == [[5.0]]


def test_drop_connect_is_a_linear_layer_in_evaluation():
    torch.manual_seed(0)
    layer, x = ours.DropConnect(40, 30, p=0.25).eval(), torch.randn(5, 40)
    assert torch.equal(layer(x), nn.functional.linear(x, layer.weight, layer.bias))


def test_drop_connect_drops_weights_for_the_whole_batch_in_training():
    torch.manual_seed(0)
    layer = ours.DropConnect(400, 300, bias=False, p=0.25)
    seen = layer(torch.eye(400)).T / layer.weight
    kept = seen[seen != 0]
    assert torch.allclose(kept, torch.full_like(kept, 4 / 3))
    assert (seen == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)


def test_drop_connect_expects_what_evaluation_gives():
    torch.manual_seed(0)
    layer, x = ours.DropConnect(20, 3, p=0.5), torch.randn(1, 20)
    mean = torch.stack([layer(x) for _ in range(4000)]).mean(0)
    assert torch.allclose(mean, layer.eval()(x), atol=0.06)


def test_channel_layer_norm_normalises_each_position():
    x = torch.randn(IMAGE) * 3 + 1
    normal = ours.ChannelLayerNorm(8)(x)
    assert torch.allclose(normal.mean(1), torch.zeros(2, 5, 7), atol=1e-5)
    assert torch.allclose(normal.var(1, correction=0), torch.ones(2, 5, 7), atol=1e-3)


def test_global_pools_look_at_every_position():
    x = torch.randn(IMAGE)
    assert torch.allclose(ours.GlobalAvgPool()(x), x.mean((2, 3)))
    assert torch.equal(ours.GlobalMaxPool()(x), x.amax((2, 3)))
    assert torch.equal(ours.GlobalMaxPool(3)(x), x.amax((1, 2)))


def test_global_pools_of_several_axes_are_one_reduction():
    x = torch.randn(4, 33, 17, 19)
    assert torch.equal(ours.GlobalAvgPool()(x), x.mean([2, 3]))
    assert torch.equal(ours.GlobalAvgPool(3)(x), x.mean([1, 2]))


@pytest.mark.parametrize("causal", [False, True])
def test_attention_is_a_mean_of_values_weighed_by_likeness(causal):
    torch.manual_seed(0)
    module, x = ours.Attention(8, 2, causal=causal), torch.randn(TOKENS)
    projected = nn.functional.linear(x, module.in_proj_weight, module.in_proj_bias)
    query, key, value = (
        part.unflatten(-1, (2, 4)).transpose(1, 2) for part in projected.chunk(3, dim=-1)
    )
    scores = query @ key.transpose(-1, -2) / 2
    if causal:
        scores = scores.masked_fill(torch.ones(6, 6).triu(1).bool(), -torch.inf)
    heads = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
    for mode in (True, False):
        torch.testing.assert_close(module.train(mode)(x), module.out_proj(heads))
    with torch.no_grad():
        torch.testing.assert_close(module.eval()(x), module.out_proj(heads))


def test_attention_to_a_context_of_other_channels():
    torch.manual_seed(0)
    module = ours.Attention(8, 2, context_dim=12)
    x, context = torch.randn(TOKENS), torch.randn(2, 5, 12)
    query, key, value = (
        nn.functional.linear(given, weight, bias).unflatten(-1, (2, 4)).transpose(1, 2)
        for given, weight, bias in zip(
            (x, context, context),
            (module.q_proj_weight, module.k_proj_weight, module.v_proj_weight),
            module.in_proj_bias.chunk(3),
            strict=True,
        )
    )
    weights = (query @ key.transpose(-1, -2) / 2).softmax(-1)
    expected = module.out_proj((weights @ value).transpose(1, 2).flatten(2))
    torch.testing.assert_close(module(x, context), expected)


def test_attention_that_is_causal_sees_nothing_behind():
    module, x = ours.Attention(8, 2, causal=True).eval(), torch.randn(TOKENS)
    other = x.clone()
    other[:, 4:] = 9
    torch.testing.assert_close(module(other)[:, :4], module(x)[:, :4])
    assert not torch.allclose(module(other)[:, 4:], module(x)[:, 4:])


def test_prepend_sets_the_same_tokens_before_every_sample():
    x, tokens = torch.randn(TOKENS), torch.randn(1, 2, 8)
    joined = prepend(x, tokens)
    assert torch.equal(joined[:, 2:], x)
    assert all(torch.equal(sample[:2], tokens[0]) for sample in joined)


def test_rearrange_makes_windows_as_views_would():
    x = torch.randn(2, 3, 4, 6)
    windows = ours.Rearrange(((3,), (-1, 2), (-1, 2)), (0, 2, 4, 3, 5, 1), (2, 2, 1))(x)
    assert torch.equal(windows[:, 1], x[:, :, :2, 2:4].flatten(2).mT)


def test_rescale_has_a_number_for_each_channel_and_none_in_its_state():
    x = torch.randn(IMAGE)
    module = ours.Rescale(tuple(range(8)), 0.5, behind=2)
    assert torch.equal(module(x)[:, 3], x[:, 3] * 3 + 0.5)
    assert not module.state_dict()
    assert module.to(torch.float64).scale.dtype == torch.float64
    with torch.device("meta"):
        later = ours.Rescale(tuple(range(8)), 0.5, behind=2)
    assert torch.equal(later.to_empty(device="cpu")(x), x * torch.arange(8.0)[:, None, None] + 0.5)


def test_values_are_repeated_over_the_leading_axes():
    kernel = [[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]
    weight = values_(torch.empty(4, 2, 3, 3), kernel)
    assert torch.equal(weight, torch.tensor(kernel).expand(4, 2, 3, 3))
    assert values_(torch.empty(2), (1, 2)).tolist() == [1.0, 2.0]


def test_values_keep_a_parameter_trainable():
    layer = nn.Linear(2, 1)
    assert values_(layer.weight, [[1, 2]]) is layer.weight
    assert layer.weight.requires_grad
    assert layer.weight.grad_fn is None


@pytest.mark.parametrize("shape", [(6, 8), (8, 6), (6, 8, 3), (4, 10, 3, 3)], ids=str)
def test_looks_linear_mirrors_an_orthogonal_half(shape):
    first, second = looks_linear_(torch.empty(shape), gain=2.0).chunk(2, dim=1)
    assert torch.equal(first, -second)
    rows = first.flatten(1)
    gram = rows @ rows.T if rows.shape[0] <= rows.shape[1] else rows.T @ rows
    assert torch.allclose(gram, 4 * torch.eye(len(gram)), atol=1e-5)


def test_looks_linear_refuses_an_odd_number_of_inputs():
    with pytest.raises(ValueError, match=r"even number of inputs, and the weight is \(4, 3\)"):
        looks_linear_(torch.empty(4, 3))


def test_a_network_of_crelus_begins_linear():
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 6, 3, bias=False),
        ours.CReLU(),
        nn.Conv2d(12, 8, 3, bias=False),
        ours.CReLU(),
        nn.Flatten(),
        nn.Linear(16 * 4 * 4, 5, bias=False),
    ).double()
    looks_linear_(net[2].weight)
    looks_linear_(net[5].weight)
    x, y = torch.randn(2, 3, 8, 8).double(), torch.randn(2, 3, 8, 8).double()
    assert torch.allclose(net(2 * x - 3 * y), 2 * net(x) - 3 * net(y), atol=1e-10)
    nn.init.orthogonal_(net[5].weight)
    assert not torch.allclose(net(2 * x - 3 * y), 2 * net(x) - 3 * net(y), atol=1e-3)
