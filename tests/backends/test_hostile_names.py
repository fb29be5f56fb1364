"""Modules of graphs with names that no file may give: they run as wired, and none of it runs."""

import builtins
import copy
import importlib
import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from random import Random
from typing import Any

import pytest
import torch
import yaml
from hostile_graphs import CANARY, NAMES, hostile_graph, renamed
from small_networks import TRAINING, built, samples
from torch import Tensor, nn

import archspec
from archspec.backends.module import assemble, build_module
from archspec.graph import Graph
from archspec.kind import Module, Parameter

NETWORKS = 60


@pytest.fixture(autouse=True)
def _unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names reach the back end, which would refuse them."""
    monkeypatch.setattr(assemble, "check_names", lambda graph: None)


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    """What torch imports when it is used first is source too."""
    again(built(TRAINING))(**samples(TRAINING))


def again(module: nn.Module) -> nn.Module:
    """What is left of a module after a deep copy and a pickle."""
    return pickle.loads(pickle.dumps(copy.deepcopy(module)))  # noqa: S301  our own


@contextmanager
def no_source() -> Iterator[None]:
    """Python compiles nothing within, and executes no text."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("text became source")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("compile", "exec", "eval"):
            patch.setattr(builtins, name, refuse)
        yield


def interpreted(
    graph: Graph, state: Mapping[str, Tensor], inputs: Mapping[str, Tensor], training: bool
) -> dict[str, Tensor]:
    """What a graph says, done node by node with the tensors of a state dict."""
    values = {f"@{name}": value for name, value in inputs.items()}
    for node in graph.nodes:
        call, taken = node.call, [values[value] for value in node.inputs]
        module, _, name = call.target.rpartition(".")
        target = getattr(importlib.import_module(module), name)
        if isinstance(call, Module):
            layer, start = target(**call.args), f"{node.path}."
            own = {k.removeprefix(start): t for k, t in state.items() if k.startswith(start)}
            layer.load_state_dict(own)
            made = layer(*taken)
        elif isinstance(call, Parameter):
            made = target(*taken, state[node.path], **call.args)
        elif call.takes == "list":
            made = target(taken, **call.args)
        elif call.takes == "each":
            made = target(*taken, **call.args)
        else:
            order = taken if call.takes == "pairs" else taken[::-1]
            made = reduce(lambda a, b: target(a, b, **call.args), order)
        values[node.path] = made
    named = graph.outputs.items()
    return {n: values[value] for n, value in named if training or n not in graph.training}


@pytest.mark.parametrize("seed", range(NETWORKS))
def test_a_network_does_what_its_graph_says_whatever_its_names(seed):
    graph = hostile_graph(Random(seed))  # noqa: S311  it must come again
    torch.manual_seed(seed)
    inputs = {one.name: torch.randn(3, 4) for one in graph.inputs}
    with no_source():
        module = build_module(graph)
        twin = again(module)
        given = {mode: twin.train(mode)(*inputs.values()) for mode in (True, False)}
    for mode, outputs in given.items():
        expected = interpreted(graph, module.state_dict(), inputs, mode)
        one = outputs if isinstance(outputs, dict) else {next(iter(expected)): outputs}
        assert list(one) == list(expected)
        torch.testing.assert_close(one, expected, rtol=0, atol=0)
    assert module.state_dict().keys() == keys(graph)
    assert not hasattr(builtins, CANARY)


def keys(graph: Graph) -> set[str]:
    """The keys of a network of linear layers and tensors of scopes."""
    found: set[str] = set()
    for node in graph.nodes:
        if isinstance(node.call, Parameter):
            found.add(node.path)
        elif node.layer.kind == "linear":
            found |= {f"{node.path}.weight", f"{node.path}.bias"}
    return found


def in_a_row(names: Sequence[str]) -> Graph:
    """A residual of linear layers with these names, one after the other."""
    layers = [{"linear": {"name": f"n{i}", "width": 4}} for i in range(len(names))]
    spec = {"archspec": 1, "input": [4], "layers": [{"residual": {"name": "all", "body": layers}}]}
    graph = archspec.loads(yaml.safe_dump(spec)).graph
    return renamed(graph, {f"n{i}": name for i, name in enumerate(names)}, {})


def test_names_that_look_or_normalise_alike_are_layers_of_their_own():
    names = ["ﬁ", "fi", "𝐱", "x", "é", "e\u0301"]
    module, x = build_module(in_a_row(names)).get_submodule("all"), torch.randn(2, 4)
    seen: list[str] = []
    for name, child in module.named_children():
        child.register_forward_hook(lambda *_, name=name: seen.append(name))
    expected = x
    for i, name in enumerate(names):
        weight = torch.full((4, 4), float(i))
        module.get_submodule(name).load_state_dict({"weight": weight, "bias": torch.zeros(4)})
        expected = expected @ weight.T
    assert torch.equal(module(x), expected + x)
    assert seen == names


# Not `torch.fx`, nor `torch.export` on it: they write names into source themselves.
TOOLS: dict[str, Callable[[nn.Module, Tensor], Any]] = {
    "compile": lambda m, x: torch.compile(m, backend="eager", fullgraph=True),
    "jit.trace": torch.jit.trace,
    "jit.script": lambda m, x: torch.jit.script(m),
}


@pytest.mark.filterwarnings("ignore:.*torch.jit")
@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_tools_that_write_no_names_into_source_run_none_of_them(tool):
    module, x = build_module(in_a_row(NAMES[:40])).get_submodule("all"), torch.randn(2, 4)
    expected, values = module(x), list(module.state_dict().values())
    made = tool(copy.deepcopy(module), x)
    torch.testing.assert_close(made(x), expected)
    assert all(map(torch.equal, made.state_dict().values(), values))
    assert not hasattr(builtins, CANARY)


@pytest.mark.filterwarnings("ignore:.*torch.jit")
def test_only_plain_words_get_into_what_is_scripted():
    module = build_module(in_a_row(["conv1", "0", *NAMES])).get_submodule("all")
    scripted = torch.jit.script(module)
    names = [name for name, _ in scripted.named_children()]
    assert names[:3] == ["conv1", "0", "m2"]
    assert all(re.fullmatch("[A-Za-z0-9_]+", name) for name in names)
