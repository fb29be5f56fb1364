"""What goes into each scope and what comes out, so that it can be a module by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from archspec.graph import Graph, Node
from archspec.kind import Module


@dataclass(slots=True)
class ScopePlan:
    """A module to be: its children in order, the values it takes, and those it gives.

    A child is a node, or the path of another scope.
    """

    path: str
    children: list["Node | str"] = field(default_factory=list)
    takes: list[str] = field(default_factory=list)
    gives: list[str] = field(default_factory=list)


def plan_scopes(graph: Graph) -> dict[str, ScopePlan]:
    """The plan of every scope that has nodes, inner ones after outer ones; "" is the network."""
    plans: dict[str, ScopePlan] = {"": ScopePlan("", takes=[i.value for i in graph.inputs])}
    for node in graph.nodes:
        inner: Node | str = node
        for path in _around(node.scope):
            new = path not in plans
            plan = plans.setdefault(path, ScopePlan(path))
            if inner not in plan.children[-1:]:
                plan.children.append(inner)
            if not new:
                break
            inner = path
        for value in node.inputs:
            _cross(plans, value, node.scope)
    for value in graph.outputs.values():
        _cross(plans, value, "")
    plans[""].gives = list(graph.outputs.values())
    _give_unused(plans)
    return plans


def _give_unused(plans: dict[str, ScopePlan]) -> None:
    """A scope whose value nobody takes gives its last one, as a module must give something."""
    for plan in sorted(plans.values(), key=lambda plan: -plan.path.count(".")):
        if not plan.gives and plan.path:
            last = plan.children[-1]
            plan.gives = [plans[last].gives[-1] if isinstance(last, str) else last.path]


def _around(scope: str) -> Iterator[str]:
    """A scope and those around it, outwards."""
    while scope:
        yield scope
        scope = scope.rpartition(".")[0]
    yield ""


def _cross(plans: dict[str, ScopePlan], value: str, consumer: str) -> None:
    """Records a value in every scope that it enters or leaves on its way."""
    producer = "" if value.startswith("@") else value.rpartition(".")[0]
    for path in _around(consumer):
        if _holds(path, producer):
            break
        if value not in plans[path].takes:
            plans[path].takes.append(value)
    for path in _around(producer):
        if _holds(path, consumer):
            break
        if value not in plans[path].gives:
            plans[path].gives.append(value)


def _holds(scope: str, other: str) -> bool:
    return not scope or other == scope or other.startswith(f"{scope}.")


def is_chain(plan: ScopePlan, plans: dict[str, ScopePlan]) -> bool:
    """Whether every child is a module that takes the value of the one before, and nothing else."""
    if len(plan.takes) != 1 or len(plan.gives) != 1:
        return False
    value = plan.takes[0]
    for child in plan.children:
        if isinstance(child, str):
            takes, gives = plans[child].takes, plans[child].gives
        else:
            takes, gives = list(child.inputs), [child.path]
            if not isinstance(child.call, Module):
                return False
        if takes != [value] or len(gives) != 1:
            return False
        value = gives[0]
    return plan.gives == [value]
