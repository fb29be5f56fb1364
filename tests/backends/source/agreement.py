"""The source of a network against its module: keys, weights, outputs, gradients, and its looks."""

import ast
import copy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from archspec.backends.module import build_module
from archspec.graph import Graph

SIDE = 64
RUFF = Path(sys.executable).with_name("ruff")
LIBRARIES = {"torch", "torchvision", "collections", "collections.abc", "typing", "operator"}


def made(text: str) -> type[nn.Module]:
    """The class in the `__all__` of a module of source."""
    names: dict[str, Any] = {"__name__": "source"}
    exec(compile(text, "source.py", "exec"), names)  # noqa: S102  our own
    [word] = names["__all__"]
    return names[word]


def check_same(
    graph: Graph,
    text: str,
    device: str = "cpu",
    modes: Sequence[bool] = (False, True, False),
    small: bool = False,
) -> None:
    """The class does what the module does that is built from the graph.

    Without numbers, on the device `meta`, names, shapes and what is frozen are compared; else
    passes are too, each in training or not, and of small images where these may be.
    """
    assert imports(text) <= LIBRARIES
    module, mine = seeded(lambda: build_module(graph, device)), seeded(lambda: on(device, text))
    check_state(module, mine, values=device != "meta")
    names = [name for name, _ in module.named_parameters(remove_duplicate=False)]
    assert [name for name, _ in mine.named_parameters(remove_duplicate=False)] == names
    free = [name for name, one in module.named_parameters() if one.requires_grad]
    assert [name for name, one in mine.named_parameters() if one.requires_grad] == free
    if device == "meta":
        return
    # oneDNN, as torch 2.14 brings it, writes past some gradients; of what is large it is needed.
    with torch.backends.mkldnn.flags(enabled=small):
        for training in modes:
            check_pass(graph, module.train(training), mine.train(training), small)
    check_state(module, mine)


def imports(text: str) -> set[str]:
    """The libraries that a module of source imports from, torchvision as one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            found.add("torchvision" if name.startswith("torchvision.") else name)
    return found


def seeded(make: Any) -> nn.Module:
    torch.manual_seed(7)
    return make()


def on(device: str, text: str) -> nn.Module:
    with torch.device(device):
        return made(text)()


def check_state(module: nn.Module, mine: nn.Module, values: bool = True) -> None:
    """Equal keys in equal order, with equal tensors."""
    expected, given = module.state_dict(), mine.state_dict()
    assert list(given) == list(expected)
    for key, value in expected.items():
        assert given[key].shape == value.shape, key
        assert not values or equal(given[key], value), key


def check_pass(graph: Graph, module: nn.Module, mine: nn.Module, small: bool) -> None:
    """Equal outputs, and equal gradients of inputs and weights."""
    torch.manual_seed(1)
    inputs = [torch.rand(2, *one.shape.dims) for one in graph.inputs]
    if small:
        inputs = smaller(module, inputs)
    expected, given = run(module, inputs), run(mine, inputs)
    assert list(given[0]) == list(expected[0])
    for one, other in zip(given, expected, strict=True):
        assert one.keys() == other.keys()
        for name, value in other.items():
            assert equal(one[name], value), name


def smaller(module: nn.Module, inputs: Sequence[Tensor]) -> Sequence[Tensor]:
    """Images of 64×64 instead, where a network takes any: the ways of their values are the same."""
    cut = [one[..., :SIDE, :SIDE] if one.dim() == 4 else one for one in inputs]
    try:
        with torch.no_grad():
            copy.deepcopy(module)(*cut)
    except (RuntimeError, ValueError):
        return inputs
    return cut


def run(module: nn.Module, inputs: Sequence[Tensor]) -> tuple[Mapping[str, Any], ...]:
    """The outputs, the gradients of the inputs, and those of the weights."""
    taken = [one.clone().requires_grad_() for one in inputs]
    module.zero_grad()
    torch.manual_seed(3)
    outputs = module(*taken)
    named = outputs if isinstance(outputs, dict) else {"": outputs}
    # Each number counts differently, so that none makes up for another.
    loss = sum(
        (one * torch.linspace(0.5, 1.5, one.numel()).view_as(one)).sum() for one in named.values()
    )
    if loss.requires_grad:
        loss.backward()
    weights = {name: one.grad for name, one in module.named_parameters()}
    return named, {str(i): one.grad for i, one in enumerate(taken)}, weights


def equal(one: Tensor | None, other: Tensor | None) -> bool:
    """Whether both are the same to the bit, or both are no numbers at the same places."""
    if one is None or other is None:
        return one is other
    nowhere = torch.equal(one.isnan(), other.isnan())
    return nowhere and torch.equal(one.nan_to_num(), other.nan_to_num())


def check_looks(text: str) -> None:
    """Formatted and without findings, by the tools' own defaults."""
    assert formatted(text) == text
    asked = [RUFF, "check", "--isolated", "-"]
    found = subprocess.run(asked, input=text, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def formatted(text: str) -> str:
    asked = [RUFF, "format", "--isolated", "-"]
    return subprocess.run(asked, input=text, capture_output=True, text=True, check=True).stdout
