"""Graph to `nn.Module`: a chain is an `nn.Sequential`, anything else is `Wired` by a plan."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from archspec.backends.module.foreign import check_foreign
from archspec.backends.module.holding import Held
from archspec.backends.module.memory import check_memory
from archspec.backends.module.naming import check_names
from archspec.backends.module.plan import Plan
from archspec.backends.module.weights import fill, freeze, parameter, parametrize, tie
from archspec.backends.module.wired import Wired
from archspec.backends.module.wiring import make_plan
from archspec.graph import Child, Graph, Node, Scope
from archspec.kind import Call, Function, Module, Parameter
from archspec.nn.resolve import resolve


def build_module(graph: Graph, device: torch.device | str | None = None) -> nn.Module:
    """The network as a module.

    Args:
        graph: with shapes.
        device: where its tensors are made; `meta` allocates nothing.

    Returns:
        A module that takes the inputs in order or by name, each with a batch axis in front, and
        gives the output, or a mapping from names to outputs where there are several. Outputs of
        training are there in training alone.

    Raises:
        Failure: A504 where the weights do not fit into this machine; A303 where something has a
            name that no module can have, which a graph of a file never has.
    """
    check_names(graph)
    target = torch.device(device) if device is not None else torch.get_default_device()
    check_memory(graph, target)
    with target:
        return _Assembly(graph).scope(graph.tree.root)


@dataclass(slots=True)
class _Assembly:
    graph: Graph
    held: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)

    def scope(self, scope: Scope) -> nn.Module:
        """A scope with all that stands in it, made in the order in which it runs."""
        pairs = zip(scope.names, scope.children, strict=True)
        made = ((name, self._child(child)) for name, child in pairs)
        held = OrderedDict((name, one) for name, one in made if one is not None)
        if scope.chain and (scope.path or len(self.graph.outputs) == 1):
            # A chain has modules alone.
            return nn.Sequential(held)  # type: ignore[arg-type]
        return Wired(_class_name(scope.kind or self.graph.name), held, *self._plans(scope))

    def _child(self, child: Child) -> Held | None:
        if isinstance(child, Scope):
            return self.scope(child)
        self.calls[child.path] = child.call
        return None if isinstance(child.call, Function) else self._leaf(child, child.call)

    def _leaf(self, node: Node, call: Module | Parameter) -> Held:
        # How a tensor begins is part of its call, and says nothing of one that is another's.
        same = isinstance(call, Parameter) or self.calls.get(node.weights) == call
        if node.shared and node.weights in self.held and same:
            held: Held = self.held[node.weights]
        elif isinstance(call, Parameter):
            held = parameter(call, node)
        else:
            held = self._module(node, call)
        self.held[node.path] = held
        return held

    def _module(self, node: Node, call: Module) -> nn.Module:
        module: nn.Module = resolve(call.target)(**call.args)
        check_foreign(module, node, call)
        if call.parametrization is not None:
            fill(module, node)
            parametrize(module, call.parametrization)
            if node.shared:
                tie(module, self.held[node.weights])
        else:
            if node.shared:
                tie(module, self.held[node.weights])
            fill(module, node)
        return freeze(module, node)

    def _plans(self, scope: Scope) -> tuple[Plan, ...]:
        """What a scope does, and what the network does in evaluation where that is less."""
        graph = self.graph
        if scope.path:
            return (make_plan(graph, scope),)
        plans = (make_plan(graph, scope, outputs=graph.outputs),)
        if not graph.training:
            return plans
        lasting = {n: value for n, value in graph.outputs.items() if n not in graph.training}
        return (*plans, make_plan(graph, scope, outputs=lasting, without=graph.training_only))


def _class_name(word: str) -> str:
    """A word in the manner of classes; only that much of a file's text is shown.

    >>> _class_name("resnet50"), _class_name("net_res-deep"), _class_name("…")
    ('Resnet50', 'NetResDeep', 'Network')
    """
    parts = "".join(c if c.isalnum() and c.isascii() else " " for c in word).split()
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return name if name.isidentifier() else "Network"
