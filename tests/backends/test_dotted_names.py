"""Modules of names with dots: their keys, what holds them, and what others do to them."""

import copy

import pytest
import torch
from torch import fx, nn

from archspec.network import loads

TEXT = """
archspec: 1
input: [3, 8, 8]
layers:
  - conv: {name: convs.0, width: 4, kernel: 1, bias: false}
  - batchnorm: {name: norms.first}
  - shift: {name: tensors.a}
  - conv: {name: convs.1, width: 4, kernel: 1, bias: false}
  - batchnorm: {name: norms.items}
  - layer_scale: {name: tensors.b.c}
  - relu
  - adaptive_avgpool: 1
  - flatten
  - linear: {name: head.fc, width: 3}
"""


@pytest.fixture
def module():
    return loads(TEXT).build().eval()


def test_keys_are_exactly_as_they_are_said(module):
    learnt = [name for name, _ in module.named_parameters()]
    assert learnt == [
        *("convs.0.weight", "convs.1.weight"),
        *("norms.first.weight", "norms.first.bias", "norms.items.weight", "norms.items.bias"),
        *("tensors.a", "tensors.b.c", "head.fc.weight", "head.fc.bias"),
    ]


def test_numbers_from_nought_make_a_list(module):
    assert type(module.convs) is nn.ModuleList
    assert [type(one) for one in module.convs] == [nn.Conv2d, nn.Conv2d]
    assert type(module.norms) is not nn.ModuleList


def test_what_stands_there_is_what_is_run(module):
    x = torch.randn(2, 3, 8, 8)
    before = module(x)
    module.convs[1] = nn.Identity()
    assert not torch.equal(module(x), before)
    with torch.no_grad():
        module.tensors.b.c.zero_()
    assert torch.equal(module(x), module.head(torch.zeros(2, 4)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "changed",
    [copy.deepcopy, torch.jit.script, fx.symbolic_trace],
    ids=["copied", "scripted", "traced"],
)
def test_tools_of_torch_know_their_way(module, changed):
    x = torch.randn(2, 3, 8, 8)
    other = changed(module)
    assert torch.equal(other(x), module(x))
    assert list(other.state_dict()) == list(module.state_dict())


def test_an_exported_program_has_the_same_keys(module):
    x = torch.randn(2, 3, 8, 8)
    program = torch.export.export(module, (x,))
    assert torch.equal(program.module()(x), module(x))
    assert set(program.state_dict) == set(module.state_dict())


def test_an_error_says_in_which_layer_it_was(module):
    module.convs[1] = nn.Conv2d(7, 4, 1)
    with pytest.raises(RuntimeError) as caught:
        module(torch.randn(2, 3, 8, 8))
    assert caught.value.__notes__[0].startswith("in convs.1")
