"""Graph to `nn.Module`: a chain is an `nn.Sequential`, anything else a `torch.fx.GraphModule`."""

import operator
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, TypeAlias

import torch
from torch import fx, nn

from archspec.backends.module.memory import check_memory
from archspec.backends.module.naming import check_names
from archspec.backends.module.scopes import ScopePlan, is_chain, plan_scopes
from archspec.backends.module.weights import initialise, parameter, tie
from archspec.graph import Graph, Node
from archspec.kind import Function, Module, Parameter
from archspec.nn.modes import ByMode
from archspec.nn.resolve import resolve

Held: TypeAlias = nn.Module | nn.Parameter
"""What a scope has under a name: a module, or a tensor that it learns itself."""


def build_module(graph: Graph, device: torch.device | str | None = None) -> nn.Module:
    """The network as a module.

    Args:
        graph: with shapes.
        device: where its tensors are made; `meta` allocates nothing.

    Returns:
        A module that takes the inputs in order, each with a batch axis in front, and gives the
        output, or a mapping from names to outputs where there are several. Outputs of training
        are there in training alone.

    Raises:
        Failure: A504 where the weights do not fit into this machine; A303 where something has a
            name that no module can have, which a graph of a file never has.
    """
    check_names(graph)
    target = torch.device(device) if device is not None else torch.get_default_device()
    check_memory(graph, target)
    with target:
        return _Assembly(graph, plan_scopes(graph)).scope("")


@dataclass(slots=True)
class _Assembly:
    graph: Graph
    plans: dict[str, ScopePlan]
    held: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    templates: dict[Any, fx.GraphModule] = field(default_factory=dict)

    def scope(self, path: str) -> nn.Module:
        plan = self.plans[path]
        children = {_name(child): self._child(child) for child in plan.children}
        modules = OrderedDict((n, m) for n, m in children.items() if m is not None)
        if is_chain(plan, self.plans) and (path or len(self.graph.outputs) == 1):
            # A chain has modules alone.
            return nn.Sequential(modules)  # type: ignore[arg-type]
        return self._wired(plan, modules)

    def _child(self, child: Node | str) -> Held | None:
        if isinstance(child, str):
            return self.scope(child)
        self.nodes[child.path] = child
        call = child.call
        return None if isinstance(call, Function) else self._leaf(child, call)

    def _leaf(self, node: Node, call: Module | Parameter) -> Held:
        owner = self.nodes.get(node.weights)
        # How a tensor begins is part of its call, and says nothing of one that is another's.
        same = isinstance(call, Parameter) or (owner is not None and owner.call == call)
        if node.shared and owner is not None and same:
            held: Held = self.held[owner.path]
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

    def _wired(self, plan: ScopePlan, modules: "OrderedDict[str, Held]") -> nn.Module:
        """A module whose forward is generated from the wiring, once for scopes that are alike."""
        if self.graph.training and not plan.path:
            return self._by_mode(plan, modules)
        key = self._likeness(plan)
        template = self.templates.get(key)
        if template is not None:
            return _like(template, modules)
        named = self.graph.outputs if not plan.path else None
        forward, name = _wire(plan, self.plans, named), _class_name(plan, self.graph)
        wired = fx.GraphModule(dict(modules), forward, name)
        self.templates[key] = wired
        return wired

    def _by_mode(self, plan: ScopePlan, modules: "OrderedDict[str, Held]") -> nn.Module:
        """The network with a forward for training and one for evaluation, which leaves out more."""
        idle, outputs, name = self.graph.idle, self.graph.outputs, _class_name(plan, self.graph)
        lasting = {n: value for n, value in outputs.items() if n not in self.graph.training}
        busy = [c for c in plan.children if not all(n in idle for n in self._nodes_of(c))]
        shorter = replace(plan, children=busy, gives=list(lasting.values()))
        wired = (
            fx.GraphModule(dict(modules), _wire(one, self.plans, named), name)
            for one, named in ((plan, outputs), (shorter, lasting))
        )
        return ByMode(modules, *wired)

    def _nodes_of(self, child: Node | str) -> Iterator[str]:
        """The paths of the nodes of a child."""
        if isinstance(child, Node):
            yield child.path
        else:
            for inner in self.plans[child].children:
                yield from self._nodes_of(inner)

    def _likeness(self, plan: ScopePlan) -> Any:
        """Equal for scopes whose forward is the same text."""
        depth = len(plan.path) + 1 if plan.path else 0
        order = {value: i for i, value in enumerate(plan.takes)}

        def local(value: str) -> Any:
            return order.get(value, value[depth:])

        def child(one: Node | str) -> Any:
            if isinstance(one, str):
                inner = self.plans[one]
                return one[depth:], tuple(map(local, inner.takes)), tuple(map(local, inner.gives))
            call = one.call
            what = "" if isinstance(call, Module) else str(call)
            return one.path[depth:], what, tuple(map(local, one.inputs))

        kind = self.graph.scopes[plan.path].kind if plan.path else ""
        return kind, tuple(map(child, plan.children)), tuple(map(local, plan.gives))


def _wire(plan: ScopePlan, plans: dict[str, ScopePlan], named: Any) -> fx.Graph:
    """The forward of a scope as an fx graph."""
    graph = fx.Graph()
    values = {value: graph.placeholder(_argument(value, i)) for i, value in enumerate(plan.takes)}
    for child in plan.children:
        if isinstance(child, str):
            inner = plans[child]
            made = graph.call_module(_name(child), tuple(values[v] for v in inner.takes))
            if len(inner.gives) == 1:
                values[inner.gives[0]] = made
                continue
            for i, value in enumerate(inner.gives):
                values[value] = graph.call_function(operator.getitem, (made, i))
        else:
            values[child.path] = _call(graph, child, [values[v] for v in child.inputs])
    if named is not None and len(named) > 1:
        graph.output({name: values[value] for name, value in named.items()})
    else:
        results = tuple(values[value] for value in plan.gives)
        graph.output(results if len(results) > 1 else results[0])
    return graph


def _call(graph: fx.Graph, node: Node, inputs: list[fx.Node]) -> fx.Node:
    call = node.call
    if isinstance(call, Module):
        return graph.call_module(node.name, tuple(inputs))
    function, args = resolve(call.target), dict(call.args)
    if isinstance(call, Parameter):
        return graph.call_function(function, (*inputs, graph.get_attr(node.name)), args)
    if call.takes in ("pairs", "backwards"):
        ordered = inputs if call.takes == "pairs" else inputs[::-1]
        return reduce(lambda a, b: graph.call_function(function, (a, b), args), ordered)
    return graph.call_function(function, (inputs,) if call.takes == "list" else tuple(inputs), args)


def _like(template: fx.GraphModule, modules: "OrderedDict[str, Held]") -> nn.Module:
    """Another module of the template's generated class, with children of its own.

    Generating code takes about a millisecond, which a hundred equal blocks would pay each.
    """
    twin: Any = object.__new__(type(template))
    nn.Module.__init__(twin)
    own = {name: value for name, value in vars(template).items() if name not in vars(twin)}
    vars(twin).update(own)
    for name, held in modules.items():
        setattr(twin, name, held)
    return twin  # type: ignore[no-any-return]


def _name(child: Node | str) -> str:
    return (child if isinstance(child, str) else child.path).rpartition(".")[2]


def _argument(value: str, index: int) -> str:
    """A readable name for what a scope takes."""
    if value.startswith("@") and value[1:].isidentifier():
        return value[1:]
    return "x" if index == 0 else f"skip{index}"


def _class_name(plan: ScopePlan, graph: Graph) -> str:
    word = graph.scopes[plan.path].kind if plan.path else graph.name
    parts = "".join(c if c.isalnum() and c.isascii() else " " for c in word).split()
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return name if name.isidentifier() else "Network"
