"""`share` on a scope: every layer in it uses the weights of the one at the same place."""

import pytest
import torch
from torch import nn

import archspec
from archspec.backends.module import build_module
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph

SIAMESE = """
archspec: 1
inputs: {left: [3, 12, 12], right: [3, 12, 12]}
blocks:
  tower:
    params: {width: 8}
    layers:
      - conv: {width: $width, kernel: 3, norm: batchnorm}
      - residual: [conv: {width: $in, kernel: 3, padding: same}, layer_scale: {name: gamma}]
      - global_avgpool
layers:
  - tower: {name: a}
  - tower: {name: b, from: right, share: a}
  - concat: a
  - linear: 2
"""

TWO_INPUTS = """archspec: 1
inputs: {{left: [3, 8, 8], right: [3, 8, 8]}}
blocks:
  tower:
    params: {{width: 8}}
    layers:
      - conv: {{width: $width, norm: batchnorm}}
      - residual:
          body: [{{conv: {{width: 16, stride: 2, padding: 1}}}}]
          shortcut: project
layers:
  - tower: {{name: one}}
  - {second}
  - sub: one
"""


class Tower(nn.Module):
    """The same by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8)
        self.inner = nn.Conv2d(8, 8, 3, padding=1)
        self.gamma = nn.Parameter(torch.full((8, 1, 1), 1e-6))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.norm(self.conv(x))
        return (x + self.inner(x) * self.gamma).mean([2, 3])


def test_two_towers_are_one_module_called_twice():
    module = archspec.loads(SIAMESE).build()
    tower, linear = Tower(), nn.Linear(16, 2)
    linear.load_state_dict(module.get_submodule("3").state_dict())
    names = {"conv": "0.0", "norm": "0.1", "inner": "1.0"}
    for name, path in names.items():
        state = module.get_submodule(f"a.{path}").state_dict()
        tower.get_submodule(name).load_state_dict(state)
    x, y = torch.randn(2, 4, 3, 12, 12)
    # The value above is that of the second tower, and `concat` puts it first.
    left = tower(x)
    expected = linear(torch.cat([tower(y), left], 1))
    found = module(x, y)
    assert torch.equal(found, expected)
    found.sum().backward()
    expected.sum().backward()
    assert torch.equal(module.a.get_submodule("0.0").weight.grad, tower.conv.weight.grad)
    assert torch.equal(module.get_buffer("b.0.1.running_mean"), tower.norm.running_mean)


def test_the_weights_count_once_and_have_both_keys():
    network = archspec.loads(SIAMESE)
    module = network.build()
    assert network.graph.cost.params == sum(p.numel() for p in module.parameters())
    assert module.get_parameter("a.1.gamma") is module.get_parameter("b.1.gamma")
    assert {"a.0.0.weight", "b.0.0.weight"} <= module.state_dict().keys()


@pytest.mark.parametrize("container", ["sequence", "residual"])
def test_containers_share_as_calls_do(container):
    body = "layers" if container == "sequence" else "body"
    layers = f"{{name: one, {body}: [linear: 4, relu, linear: 4]}}"
    other = f"{{share: one, {body}: [linear: 4, relu, linear: 4]}}"
    text = (
        f"archspec: 1\ninput: [4]\nlayers:\n  - {container}: {layers}\n  - {container}: {other}\n"
    )
    module = archspec.loads(text).build()
    assert sum(p.numel() for p in module.parameters()) == 40
    assert module.get_parameter("one.2.bias") is module.get_parameter("1.2.bias")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("share: a", "share: c", "A302", "no layer above is named `c`"),
        ("share: a", "share: a, width: 6", "A304", "the shared `weight` is 8×3×3×3 in the first"),
        ("share: a", "share: a, inline: true", "A213", "cannot have a `name`"),
        ("tower: {name: a}", "relu: {name: a}", "A304", "`a` has no layer `0.0`"),
    ],
)
def test_what_cannot_be_shared_is_said_where_it_is_asked_for(old, new, code, words):
    with pytest.raises(Failure) as caught:
        archspec.loads(SIAMESE.replace(old, new))
    found = caught.value.diagnostics[0]
    assert found.code == code
    assert words in found.message


def graph_of(text: str) -> Graph:
    return compile_source(Source("example.yaml", text))[1]


def towers(second: str) -> Graph:
    return graph_of(TWO_INPUTS.format(second=second))


def test_a_call_uses_the_weights_of_another_and_costs_none():
    alone = towers("tower: {name: other, from: right}")
    shared = towers("tower: {name: other, from: right, share: one}")
    assert alone.cost.params == 2 * shared.cost.params
    assert alone.cost.macs == shared.cost.macs


def test_every_tensor_is_the_same_also_those_of_a_projection():
    model = build_module(towers("tower: {name: other, from: right, share: one}"))
    one, other = model.get_submodule("one"), model.get_submodule("other")
    assert [name for name, _ in one.named_parameters()] == [
        "0.0.weight",
        "0.1.weight",
        "0.1.bias",
        "1.0.weight",
        "1.0.bias",
        "1.shortcut.0.weight",
    ]
    state, twin = one.state_dict(keep_vars=True), other.state_dict(keep_vars=True)
    assert state.keys() == twin.keys()
    assert all(state[key] is twin[key] for key in state)
    images = torch.randn(2, 3, 8, 8)
    assert not model.eval()(images, images).any()


def test_a_sequence_uses_the_weights_of_one():
    graph = graph_of(
        """archspec: 1
input: [8]
layers:
  - sequence: {name: first, layers: [{linear: 8}, relu, {linear: 8}]}
  - relu
  - sequence: {name: second, share: first, layers: [{linear: 8}, relu, {linear: 8}]}
"""
    )
    assert graph.cost.params == 2 * (8 * 8 + 8)


def test_the_scope_may_be_named_with_dots_or_stand_around():
    graph = graph_of(
        """archspec: 1
input: [8]
blocks:
  pair:
    layers: [{linear: 8}, {linear: 8}]
layers:
  - sequence:
      name: outer
      layers:
        - pair: {name: inner}
        - relu
        - pair: {share: inner}
  - pair: {share: outer.inner}
"""
    )
    assert graph.cost.params == 2 * (8 * 8 + 8)


@pytest.mark.parametrize(
    ("second", "code", "message"),
    [
        ("tower: {from: right, share: two}", "A302", "no layer above is named `two`"),
        (
            "tower: {from: right, share: one, width: 4}",
            "A304",
            "the shared `weight` is 8×3×3×3 in the first layer, and 4×3×3×3 here",
        ),
        (
            "sequence: {from: right, share: one, layers: [{conv: 8}, relu]}",
            "A304",
            "`one` has no layer `0`, whose weights this one would use",
        ),
    ],
)
def test_what_the_second_cannot_share(second, code, message):
    with pytest.raises(Failure) as failure:
        towers(second)
    assert [(d.code, d.message) for d in failure.value.diagnostics][:1] == [(code, message)]


def test_freezing_shared_weights_is_said_where_they_are():
    layers = " - linear: {name: a, width: 4%s}\n - linear: {width: 4, share: a%s}\n"
    text = f"archspec: 1\ninput: [4]\nlayers:\n{layers}"
    frozen = ", freeze: true"
    with pytest.raises(Failure, match="`freeze` says nothing here") as caught:
        archspec.loads(text % ("", frozen))
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.line) == ("A304", 5)
    module = archspec.loads(text % (frozen, "")).build()
    assert not any(one.requires_grad for one in module.parameters())
    assert archspec.loads(text % (frozen, frozen)).graph.trainable_params == 0


TIED = """
archspec: 1
input: [6]
layers:
  - embedding: {name: words, vocabulary: 11, width: 8}
  - linear: 8
  - linear: {name: head, width: 11, bias: false, share: words}
"""


def test_a_matrix_is_tied_across_kinds_where_shapes_agree():
    network = archspec.loads(TIED)
    module = network.build()
    assert module.head.weight is module.words.weight
    assert sorted(module.state_dict()) == ["1.bias", "1.weight", "head.weight", "words.weight"]
    assert network.graph.cost.params == sum(p.numel() for p in module.parameters())
    words = torch.randint(11, (2, 6))
    hidden = nn.functional.linear(module.words.weight[words], *module[1].parameters())
    torch.testing.assert_close(module(words), hidden @ module.words.weight.T)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("width: 11", "width: 12", "the shared `weight` is 11×8 in the first layer, and 12×8 here"),
        (
            "bias: false, ",
            "",
            "the `embedding` whose weights these are has no `bias`, and this layer has",
        ),
        (
            "embedding: {name: words, vocabulary: 11, width: 8}",
            "learnt: {name: words, shape: [6, 8]}",
            "`share` names a `learnt` layer, and this is a `linear`",
        ),
    ],
)
def test_what_cannot_be_tied(old, new, message):
    with pytest.raises(Failure) as failure:
        archspec.loads(TIED.replace(old, new))
    assert [(d.code, d.message) for d in failure.value.diagnostics] == [("A304", message)]


def test_a_bias_that_is_no_part_of_what_is_tied_goes_as_the_help_says():
    with pytest.raises(Failure) as failure:
        archspec.loads(TIED.replace("bias: false, ", ""))
    without, beside = failure.value.diagnostics[0].helps
    assert (without.text, beside.text) == (
        "leave it out",
        "for one of its own, add a layer after it: `shift: {name: bias}`",
    )
    module = archspec.loads(TIED + "  - shift: {name: bias}\n").build()
    assert module.bias.shape == (11,)


FROZEN_CALLS = """
archspec: 1
input: [4]
blocks:
  unit:
    params: {frozen: false}
    layers:
      - linear: {name: a, width: 4, freeze: $frozen}
      - layernorm: {name: n}
layers:
  - unit: {name: one, frozen: %s}
  - unit: {name: two, share: one, frozen: %s}
"""
FROZEN_ROUNDS = """
archspec: 1
input: [4]
layers:
  - repeat: {depth: 3, weights: shared, layers: [{linear: {width: 4, freeze: %s}}]}
"""


def test_a_block_that_shares_weights_which_learn_freezes_none():
    with pytest.raises(Failure, match="`freeze` says nothing here") as caught:
        archspec.loads(FROZEN_CALLS % ("false", "true"))
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.line) == ("A304", 8)
    assert "those of `one.a`, which learn" in found.message
    assert [one.text for one in found.helps] == [
        "let `freeze` come to the same here and at `one.a`"
    ]
    both = archspec.loads(FROZEN_CALLS % ("true", "true"))
    assert both.graph.trainable_params == 8
    assert archspec.loads(FROZEN_CALLS % ("true", "false")).graph.trainable_params == 8


def test_a_round_that_shares_weights_which_learn_freezes_none():
    with pytest.raises(Failure, match="`freeze` says nothing here"):
        archspec.loads(FROZEN_ROUNDS % "$i > 0")
    assert archspec.loads(FROZEN_ROUNDS % "true").graph.trainable_params == 0
    assert archspec.loads(FROZEN_ROUNDS % "$i == 0").graph.trainable_params == 0
