"""`share` on a scope: every layer in it uses the weights of the one at the same place."""

import pytest
import torch
from torch import nn

import archspec
from archspec.diagnostics import Failure

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
