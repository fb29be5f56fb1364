"""Graph to `nn.Module`: a chain is an `nn.Sequential`, anything else is `Wired` by a plan."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import nn

from archspec.backends.module.memory import check_memory
from archspec.backends.module.naming import check_names
from archspec.backends.module.plan import Plan
from archspec.backends.module.scopes import ScopePlan, is_chain, plan_scopes
from archspec.backends.module.weights import initialise, parameter, tie
from archspec.backends.module.wired import Held, Wired
from archspec.backends.module.wiring import make_plan
from archspec.graph import Graph, Node
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
    calls = {node.path: node.call for node in graph.nodes}
    scopes = plan_scopes(graph)
    with target:
        return _Assembly(graph, scopes, calls).scope("")


@dataclass(slots=True)
class _Assembly:
    graph: Graph
    scopes: dict[str, ScopePlan]
    calls: dict[str, Call]
    held: dict[str, Any] = field(default_factory=dict)

    def scope(self, path: str) -> nn.Module:
        """A scope with all that stands in it, made in the order in which it runs."""
        scope = self.scopes[path]
        made = ((_name(child), self._child(child)) for child in scope.children)
        held = OrderedDict((name, one) for name, one in made if one is not None)
        if is_chain(scope, self.scopes) and (path or len(self.graph.outputs) == 1):
            # A chain has modules alone.
            return nn.Sequential(held)  # type: ignore[arg-type]
        kind = _class_name(self.graph.scopes[path].kind if path else self.graph.name)
        return Wired(kind, held, *self._plans(scope))

    def _child(self, child: Node | str) -> Held | None:
        if isinstance(child, str):
            return self.scope(child)
        call = self.calls[child.path]
        return None if isinstance(call, Function) else self._leaf(child, call)

    def _leaf(self, node: Node, call: Module | Parameter) -> Held:
        # How a tensor begins is part of its call, and says nothing of one that is another's.
        same = isinstance(call, Parameter) or self.calls.get(node.weights) == call
        if node.shared and node.weights in self.held and same:
            held: Held = self.held[node.weights]
        elif isinstance(call, Parameter):
            held = parameter(call, node.layer)
        else:
            held = self._module(node, call)
        self.held[node.path] = held
        return held

    def _module(self, node: Node, call: Module) -> nn.Module:
        module: nn.Module = resolve(call.target)(**call.args)
        if node.shared:
            tie(module, self.held[node.weights])
        initialise(module, node.layer)
        return module

    def _plans(self, scope: ScopePlan) -> tuple[Plan, ...]:
        """What a scope does, and what the network does in evaluation where that is less."""
        outputs = self.graph.outputs if not scope.path else {}
        plans = (self._plan(scope, outputs),)
        if not self.graph.training or scope.path:
            return plans
        lasting = {n: value for n, value in outputs.items() if n not in self.graph.training}
        idle = self.graph.idle
        busy = [c for c in scope.children if not all(n in idle for n in self._nodes_of(c))]
        shorter = replace(scope, children=busy, gives=list(lasting.values()))
        return (*plans, self._plan(shorter, lasting))

    def _plan(self, scope: ScopePlan, outputs: Mapping[str, str]) -> Plan:
        names = tuple(outputs) if len(outputs) > 1 else ()
        return make_plan(self.graph, scope, self.scopes, self.calls, names)

    def _nodes_of(self, child: Node | str) -> Iterator[str]:
        """The paths of the nodes of a child."""
        if isinstance(child, Node):
            yield child.path
        else:
            for inner in self.scopes[child].children:
                yield from self._nodes_of(inner)


def _name(child: Node | str) -> str:
    return (child if isinstance(child, str) else child.path).rpartition(".")[2]


def _class_name(word: str) -> str:
    """A word in the manner of classes; only that much of a file's text is shown.

    >>> _class_name("resnet50"), _class_name("net_res-deep"), _class_name("…")
    ('Resnet50', 'NetResDeep', 'Network')
    """
    parts = "".join(c if c.isalnum() and c.isascii() else " " for c in word).split()
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return name if name.isidentifier() else "Network"
