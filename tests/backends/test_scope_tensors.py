"""Kinds that are a tensor of their scope: keys, beginnings, sharing, and hand-written twins."""

import copy
import pickle

import pytest
import torch
from torch import Tensor, nn

import archspec

HEAD = "archspec: 1\ninput: [16, 4, 4]\nlayers:\n"
VIT = """\
  - conv: {name: patches, width: 8, kernel: 2, stride: 2}
  - rearrange: c h w -> (h w) c
  - class_token: {name: cls}
  - position_embedding: {name: pos}
  - repeat:
      name: blocks
      depth: 2
      layers:
        - residual:
            body:
              - layernorm: {name: norm}
              - attention: {name: attn, heads: 2}
              - layer_scale: {name: gamma, value: 0.1}
              - stochastic_depth: {p: 0.5, decay: linear}
  - select: 0
  - linear: {name: head, width: 3}
"""


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.attn = nn.MultiheadAttention(8, 2, batch_first=True)
        self.gamma = nn.Parameter(torch.full((8,), 0.1))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(x)
        return x + self.attn(y, y, y, need_weights=False)[0] * self.gamma


class Twin(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(16, 8, 2, 2)
        self.cls = nn.Parameter(torch.zeros(1, 1, 8))
        self.pos = nn.Parameter(torch.zeros(1, 5, 8))
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.pos
        return self.head(self.blocks(x)[:, 0])


def built(layers: str) -> nn.Module:
    torch.manual_seed(0)
    return archspec.loads(HEAD + layers).build()


@pytest.fixture
def x() -> Tensor:
    return torch.randn(2, 16, 4, 4)


def test_a_transformer_has_the_keys_and_numbers_of_one_by_hand(x):
    module, twin = built(VIT).eval(), Twin().eval()
    assert set(module.state_dict()) == set(twin.state_dict())
    twin.load_state_dict(module.state_dict())
    torch.testing.assert_close(module(x), twin(x))


def test_tensors_begin_as_their_kinds_say():
    module = built(VIT)
    assert not module.cls.any()
    assert 0.01 < float(module.pos.std()) < 0.03
    assert bool((module.blocks[1].gamma == 0.1).all())


def test_rates_grow_along_the_network():
    module = built(VIT)
    assert [block.get_submodule("3").p for block in module.blocks] == [0.0, 0.5]


def test_it_is_copied_pickled_compiled_exported_and_filled_later(x):
    module = built(VIT).eval()
    expected = module(x)
    later = archspec.loads(HEAD + VIT).build("meta").to_empty(device="cpu").eval()
    later.load_state_dict(module.state_dict())
    others = (
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),  # noqa: S301  our own
        torch.compile(module, backend="eager", fullgraph=True),
        torch.export.export(module, (x,)).module(),
        later,
    )
    for other in others:
        torch.testing.assert_close(other(x), expected)


def test_copies_and_blocks_that_are_alike_have_tensors_of_their_own():
    module = built(VIT)
    first, second = module.blocks[0], module.blocks[1]
    assert first.gamma is not second.gamma
    with torch.no_grad():
        first.gamma.zero_()
        copy.deepcopy(module).cls.fill_(9)
    assert bool((second.gamma == 0.1).all())
    assert not module.cls.any()


def test_gradients_reach_them(x):
    module = built(VIT)
    module.blocks[1].get_submodule("3").p = 0.0
    module(x).sum().backward()
    for name, parameter in module.named_parameters():
        assert parameter.grad is not None, name


def test_a_shared_one_is_the_same_tensor(x):
    module = built("  - layer_scale: {name: a, value: 2}\n  - relu\n  - layer_scale: {share: a}\n")
    assert dict(module.named_parameters()).keys() == {"a"}
    assert module.get_parameter("2") is module.a
    assert torch.equal(module(x), (x * 2).relu() * 2)
    shared = archspec.loads(HEAD + "  - layer_scale: {name: a}\n  - layer_scale: {share: a}\n")
    assert shared.graph.cost.params == 16


def test_a_repeat_may_share_one(x):
    for name in ("", "name: r, "):
        layers = (
            f"  - repeat: {{{name}depth: 3, weights: shared, layers: [layer_scale: 2, tanh]}}\n"
        )
        module = built(layers)
        assert len(list(module.parameters())) == 1
        expected = x
        for _ in range(3):
            expected = (expected * 2).tanh()
        assert torch.equal(module(x), expected)


@pytest.mark.parametrize("layer", ["layer_scale", "position_embedding"])
def test_weighting_holds_for_them_too(layer):
    network = archspec.loads(f"{HEAD}  - {layer}: {{name: t, init: 3, freeze: true, l2: 0.5}}\n")
    tensor = network.build().get_parameter("t")
    assert bool((tensor == 3).all())
    assert not tensor.requires_grad
    assert network.graph.trainable_params == 0
    assert network.graph.cost.params == tensor.numel()
    assert network.penalties == {"t": (0.0, 0.5)}


def test_one_alone_is_a_whole_network(x):
    module = built("  - layer_scale: 0.5\n")
    assert torch.equal(module(x), x * 0.5)
    assert list(module.state_dict()) == ["0"]


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("position_embedding: {init: lsuv}", "position_embedding"),
        ("attention: {heads: 2, init: {in_proj_weight: lsuv}}", "attention"),
    ],
)
def test_what_looks_at_the_data_needs_a_module_with_a_weight(layer, name):
    layers = f"  - rearrange: c h w -> (h w) c\n  - {layer}\n"
    with pytest.raises(archspec.Failure, match=f"and linear layers, not `.*` of `{name}`"):
        archspec.loads(HEAD + layers)


def test_positions_of_an_open_length_are_as_many_as_there_are_tokens():
    text = "archspec: 1\ninput: {shape: [T, 4], channels: 1}\nlayers:\n"
    text += "  - position_embedding: {name: p, positions: 9, leading: 0}\n"
    module = archspec.loads(text).build()
    for length in (4, 9):
        x = torch.randn(2, length, 4)
        assert torch.equal(module(x), x + module.p[:length])
    with pytest.raises(RuntimeError, match="exceeds dimension size"):
        module(torch.randn(2, 10, 4))
    with pytest.raises(archspec.Failure, match="there are 10 positions, but numbers for 9"):
        archspec.loads(text, params={"T": 10})
