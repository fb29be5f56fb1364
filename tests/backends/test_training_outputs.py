"""Networks with outputs of training alone, against a hand-written module."""

import copy
import pickle

import pytest
import torch
from torch import Tensor, nn

import archspec

SPEC = """
archspec: 1
input: [3, 8, 8]
layers:
  - conv: {name: stem, width: 4, kernel: 3, padding: same, act: relu}
  - sequence: {name: aux, layers: [global_avgpool, linear: 5]}
  - residual:
      name: block
      from: stem
      body:
        - conv: {name: conv, width: 4, kernel: 3, padding: same}
        - relu: {name: mid}
        - sequence: {name: inner, layers: [global_maxpool, linear: 2], when: $deep}
        - conv: {name: last, from: mid, width: 4, kernel: 1}
  - global_avgpool
  - linear: {name: head, width: 5}
params: {deep: false}
outputs:
  aux: {from: aux, when: training, weight: 0.3}
  logits: head
  inner: {from: block.inner, when: "'training' if $deep else false"}
"""


class Twin(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU())
        self.aux = nn.Sequential(nn.Identity(), nn.Linear(4, 5))
        self.block = nn.Module()
        self.block.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.block.last = nn.Conv2d(4, 4, 1)
        self.head = nn.Linear(4, 5)

    def forward(self, x: Tensor) -> Tensor | dict[str, Tensor]:
        x = self.stem(x)
        aux = self.aux(x.mean([2, 3])) if self.training else None
        x = x + self.block.last(self.block.conv(x).relu())
        logits = self.head(x.mean([2, 3]))
        return logits if aux is None else {"logits": logits, "aux": aux}


@pytest.fixture
def module() -> nn.Module:
    torch.manual_seed(0)
    return archspec.loads(SPEC).build()


@pytest.fixture
def x() -> Tensor:
    return torch.randn(2, 3, 8, 8)


def test_it_has_the_keys_and_the_numbers_of_a_module_by_hand(module, x):
    twin = Twin()
    assert list(module.state_dict()) == list(twin.state_dict())
    twin.load_state_dict(module.state_dict())
    assert torch.equal(module.eval()(x), twin.eval()(x))
    given, expected = module.train()(x), twin.train()(x)
    assert given.keys() == expected.keys()
    assert all(torch.equal(given[name], expected[name]) for name in expected)


def test_what_evaluation_needs_not_is_not_computed(module, x):
    calls: list[nn.Module] = []
    module.aux.register_forward_hook(lambda one, *_: calls.append(one))
    module.eval()(x)
    assert not calls
    module.train()(x)
    assert calls == [module.aux]


def test_the_modes_share_their_weights(module, x):
    module.train()(x)["logits"].sum().backward()
    with torch.no_grad():
        module.head.weight.zero_()
        module.head.bias.fill_(3)
    assert bool((module.eval()(x) == 3).all())
    assert bool((module.train()(x)["logits"] == 3).all())


def test_a_copy_has_weights_of_its_own(module, x):
    expected = module.eval()(x)
    twin = copy.deepcopy(module)
    assert torch.equal(twin(x), expected)
    with torch.no_grad():
        twin.head.bias.add_(1)
    assert torch.allclose(twin(x), expected + 1)
    assert torch.equal(module(x), expected)


def test_it_survives_a_pickle_in_both_modes(module, x):
    again = pickle.loads(pickle.dumps(module.eval()))  # noqa: S301  our own
    assert torch.equal(again(x), module(x))
    assert again.train()(x).keys() == {"logits", "aux"}


def test_it_is_captured_whole_by_the_compiler_in_both_modes(module, x):
    compiled = torch.compile(module, backend="eager", fullgraph=True)
    assert torch.equal(compiled(x)["aux"], module(x)["aux"])
    module.eval()
    assert torch.equal(compiled(x), module(x))


def test_evaluation_exports(module, x):
    exported = torch.export.export(module.eval(), (x,)).module()
    torch.testing.assert_close(exported(x), module(x))


def test_a_module_without_memory_is_filled_later(module, x):
    later = archspec.loads(SPEC).build("meta").to_empty(device="cpu")
    later.load_state_dict(module.state_dict())
    assert torch.equal(later.eval()(x), module.eval()(x))
    assert torch.equal(later.train()(x)["aux"], module.train()(x)["aux"])


def test_moved_and_cast_it_stays_one_module(module, x):
    module.double()
    assert module.eval()(x.double()).dtype == torch.float64
    assert module.train()(x.double())["aux"].dtype == torch.float64


def test_an_output_within_a_scope(x):
    torch.manual_seed(0)
    module = archspec.loads(SPEC.replace("deep: false", "deep: true")).build()
    given = module.train()(x)
    stem = module.stem(x)
    half = module.block.conv(stem).relu()
    assert given.keys() == {"logits", "aux", "inner"}
    assert torch.equal(given["inner"], module.block.inner(half))
    module.eval()
    expected = module.head((stem + module.block.last(half)).mean([2, 3]))
    assert torch.equal(module(x), expected)


def test_layers_that_no_output_needs_go_with_what_they_are_made_of(x):
    head = "archspec: 1\ninput: [3, 8, 8]\n"
    layers = "layers: [sigmoid: {name: s}, relu: {name: a}, tanh, sequence: [elu]]\n"
    outputs = "outputs: {out: s, aux: {from: a, when: training}}"
    module = archspec.loads(head + layers + outputs).build()
    assert torch.equal(module.eval()(x), x.sigmoid())
    assert torch.equal(module.train()(x)["aux"], x.sigmoid().relu())


def test_a_head_within_what_evaluation_needs_is_computed_and_counted():
    network = archspec.loads(SPEC.replace("deep: false", "deep: true"))
    inner = {n.path: n for n in network.graph.nodes if n.path.startswith("block.inner")}
    assert network.graph.training_only == {"aux.0", "aux.1"}
    assert inner["block.inner.1"].cost.macs == 8


def test_what_a_mixed_scope_takes_is_kept(x):
    head = "archspec: 1\ninput: [3, 8, 8]\n"
    scope = "sequence: {name: m, layers: [tanh: {name: t}, relu: {name: b, from: a}]}"
    layers = f"layers: [sigmoid: {{name: a}}, {scope}, elu: {{from: m.t}}, elu: {{name: out}}]\n"
    outputs = "outputs: {out: out, aux: {from: m.b, when: training}}"
    module = archspec.loads(head + layers.replace("tanh: {", "tanh: {from: input, ") + outputs)
    built = module.build()
    expected = torch.nn.functional.elu(torch.nn.functional.elu(x.tanh()))
    assert torch.equal(built.eval()(x), expected)
    assert torch.equal(built.train()(x)["aux"], x.sigmoid().relu())


def test_several_that_last_stay_a_mapping(x):
    text = SPEC.replace("logits: head", "logits: head\n  features: stem")
    module = archspec.loads(text).build()
    assert module.train()(x).keys() == {"logits", "features", "aux"}
    assert module.eval()(x).keys() == {"logits", "features"}


def test_figures_are_those_of_evaluation():
    graph = archspec.loads(SPEC).graph
    aux = {node.path: node.cost for node in graph.nodes if node.path.startswith("aux")}
    assert (aux["aux.1"].params, aux["aux.1"].macs) == (25, 0)
    assert next(iter(graph.outputs)) == "logits"
