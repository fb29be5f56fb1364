"""What torch makes of a graph, held against what the graph says of it."""

import warnings
from collections import Counter, defaultdict
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from archspec.graph import Graph, Node
from archspec.kind import Module, Parameter
from archspec.network import Network
from archspec.nn.resolve import resolve

BATCH = 2
MOST = 300_000
"""The most numbers of a value, or of the weights, that are made here."""


def is_small(graph: Graph) -> bool:
    """Whether torch makes it within a moment."""
    largest = max((n.output.elements for n in graph.nodes), default=0)
    sizes = [largest, graph.cost.params, *(i.shape.elements for i in graph.inputs)]
    widest = max((_widest(n) for n in graph.nodes), default=0)
    macs = graph.cost.macs
    return max(sizes) <= MOST and macs <= 100 * MOST and widest <= 1000 and len(graph.nodes) < 400


def _widest(node: Node) -> int:
    """The largest number among its fields; a kernel of millions fits into as much padding."""
    values = [getattr(node.layer, name) for name in type(node.layer).model_fields]
    flat = [x for value in values for x in (value if isinstance(value, tuple) else (value,))]
    return max((x for x in flat if isinstance(x, int)), default=0)


def batches(graph: Graph, device: str) -> list[Tensor]:
    """A batch for each input."""
    return [torch.rand(BATCH, *i.shape.dims, device=device) for i in graph.inputs]


def check_module(network: Network, device: str = "cpu") -> None:
    """Names, sizes, shapes and costs are torch's own; on `cpu` it also learns."""
    graph = network.graph
    module = network.build(device)
    check_keys(graph, module)
    check_parameters(graph, module)
    check_shapes(graph, module.eval(), device)
    if device == "cpu":
        check_macs(graph, module)
        check_learning(graph, module.train())


def modules(graph: Graph) -> list[Node]:
    """The nodes that are modules."""
    return [node for node in graph.nodes if isinstance(node.call, Module)]


def check_keys(graph: Graph, module: nn.Module) -> None:
    """Every key is a path and what the layer's own class calls its tensors."""
    expected = [node.path for node in graph.nodes if isinstance(node.call, Parameter)]
    with torch.device("meta"):
        for node in modules(graph):
            own = resolve(node.call.target)(**node.call.args).state_dict()
            expected += [f"{node.path}.{key}" for key in own]
    assert sorted(module.state_dict()) == sorted(expected)
    for node in modules(graph):
        assert isinstance(module.get_submodule(node.path), resolve(node.call.target)), node.path


def check_parameters(graph: Graph, module: nn.Module) -> None:
    """As many in total and in each layer, of the same shapes, and as many frozen."""
    assert sum(p.numel() for p in module.parameters()) == graph.cost.params
    for node in modules(graph):
        own = dict(module.get_submodule(node.path).named_parameters())
        inferred = node.layer.parameters(node.shapes)
        assert {n: tuple(p.shape) for n, p in own.items()} == dict(inferred), node.path
    if not any(node.shared for node in graph.nodes):
        free = sum(p.numel() for p in module.parameters() if p.requires_grad)
        assert free == graph.trainable_params


def check_shapes(graph: Graph, module: nn.Module, device: str) -> None:
    """Every module gives the shape that was inferred, and so does the whole."""
    seen: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    nodes: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for node in modules(graph):
        if node.path in graph.training_only:
            continue
        inner = module.get_submodule(node.path)
        nodes[id(inner)].append((BATCH, *node.output.dims))
        if len(nodes[id(inner)]) == 1:
            inner.register_forward_hook(lambda m, _, out: seen[id(m)].append(tuple(out.shape)))
    with torch.no_grad():
        outputs = as_mapping(graph, module(*batches(graph, device)))
    for key, shapes in nodes.items():
        assert Counter(seen[key]) == Counter(shapes)
    found = {name: tuple(value.shape) for name, value in outputs.items()}
    shapes = {name: (BATCH, *s.dims) for name, s in graph.output_shapes.items()}
    assert found == {name: s for name, s in shapes.items() if name not in graph.training}
    # Some averages of batch norm ask for a number, which `meta` has not.
    if graph.training and device != "meta":
        assert module.train()(*batches(graph, device)).keys() == shapes.keys()
        module.eval()
    for inner in module.modules():
        inner._forward_hooks.clear()


def as_mapping(graph: Graph, outputs: Any) -> dict[str, Tensor]:
    """The outputs by their names; a single one has its own name only in the graph."""
    return outputs if isinstance(outputs, dict) else {next(iter(graph.outputs)): outputs}


def check_macs(graph: Graph, module: nn.Module) -> None:
    """Two operations of torch's own counter for each multiply-add."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(*batches(graph, "cpu"))
    assert counter.get_total_flops() == 2 * BATCH * graph.cost.macs


def check_learning(graph: Graph, module: nn.Module) -> None:
    """A forward and a backward pass in training, with a gradient for whatever is not frozen."""
    inputs = [value.requires_grad_() for value in batches(graph, "cpu")]
    outputs = as_mapping(graph, module(*inputs))
    loss = sum(value.sum() for value in outputs.values())
    assert isinstance(loss, Tensor)
    # oneDNN, as torch 2.14 brings it, writes past the gradient of a strided 1×1 convolution whose
    # input has its channels last in memory, and ends the process later.
    with warnings.catch_warnings(action="ignore"), torch.backends.mkldnn.flags(enabled=False):
        # Of learnt numbers that are frozen, nothing learns.
        if loss.requires_grad:
            loss.backward()
