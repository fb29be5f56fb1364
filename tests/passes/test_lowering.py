"""What every node becomes, as data: made once, and the same for all who ask."""

import archspec
from archspec.graph import Graph
from archspec.kind import Function, Module, Parameter

TEXT = """archspec: 1
input: [3, 8, 8]
layers:
  - conv: {name: a, width: 4, init: {weight: kaiming, bias: 0}, freeze: true}
  - layer_scale: {name: gamma, init: 0.5}
  - conv: {name: b, width: 4, l1: 0.1}
  - conv: {name: c, width: 4, init: lsuv, l2: 0}
  - repeat: {depth: 3, layers: [sequence: [conv: {width: 4, padding: same}, relu]]}
"""


def graph() -> Graph:
    return archspec.loads(TEXT).graph


def test_every_node_has_the_call_that_its_layer_becomes() -> None:
    a, gamma, *_ = graph().nodes
    sizes = {"in_channels": 3, "out_channels": 4, "kernel_size": 3}
    assert a.call == Module("torch.nn.Conv2d", sizes)
    assert isinstance(gamma.call, Parameter)
    assert a.call is a.call


def test_a_parameter_begins_as_its_init_says() -> None:
    a, gamma, b, c, *_ = graph().nodes
    fields = {"a": 0.0, "mode": "fan_in", "nonlinearity": "relu"}
    assert a.init == {
        "weight": Function("torch.nn.init.kaiming_normal_", fields),
        "bias": Function("torch.nn.init.constant_", {"val": 0.0}),
    }
    assert gamma.init == {"weight": Function("torch.nn.init.constant_", {"val": 0.5})}
    assert b.init == {}
    assert c.init == {"weight": Function("torch.nn.init.orthogonal_", {"gain": 1.0})}


def test_a_frozen_layer_says_so() -> None:
    assert [node.path for node in graph().nodes if node.frozen] == ["a"]


def test_rounds_of_a_repeat_have_one_call() -> None:
    convs = [node for node in graph().nodes if node.layer.kind == "conv"][-3:]
    assert len({id(node.call) for node in convs}) == 1


def test_penalties_are_by_key_and_what_looks_at_data_by_path() -> None:
    network = archspec.loads(TEXT)
    assert network.penalties == {
        **dict.fromkeys(("b.weight", "b.bias"), (0.1, 0.0)),
        **dict.fromkeys(("c.weight", "c.bias"), (0.0, 0.0)),
    }
    assert network.data_dependent == ("c",)


def test_a_layer_without_weights_has_none_of_it() -> None:
    relu = graph().nodes[-1]
    assert (relu.layer.kind, relu.init, relu.frozen) == ("relu", {}, False)
    assert relu.layer.penalty is None
    assert not relu.layer.needs_data
