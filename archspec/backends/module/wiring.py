"""From the wiring of a scope to its plan."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from archspec.backends.module.plan import Plan, Step
from archspec.graph import Child, Graph, Node, Scope
from archspec.kind import Function, Module, Origin, Parameter
from archspec.nn.resolve import resolve


def make_plan(
    graph: Graph,
    scope: Scope,
    outputs: Mapping[str, str] | None = None,
    without: Container[str] = (),
) -> Plan:
    """What a scope does with what it takes.

    Args:
        graph: the network.
        scope: the scope, its nodes lowered.
        outputs: what the network gives, by names; of a scope within, what others take of it.
        without: the paths of nodes that are left out.
    """
    # A module is left out as a whole or not at all.
    pairs = zip(scope.names, scope.children, strict=True)
    children = [(n, c) for n, c in pairs if any(d.path not in without for d in _nodes(graph, c))]
    tensors = [(n, c.path) for n, c in children if isinstance(c, Node) and _is_tensor(c)]
    draft = _Draft()
    draft.slots = {value: draft.fill() for value in scope.takes}
    draft.tensors = {path: draft.fill() for _, path in tensors}
    for name, child in children:
        if isinstance(child, Scope):
            draft.add_scope(name, child)
        else:
            draft.add_node(name, child)
    gives = scope.gives if outputs is None else outputs.values()
    slots = tuple(draft.slots[value] for value in gives)
    return Plan(
        inputs=_inputs(graph, scope),
        tensors=tuple(name for name, _ in tensors),
        functions=tuple(draft.functions),
        steps=_with_ends(draft.steps, slots),
        gives=slots,
        names=tuple(outputs) if outputs and len(outputs) > 1 else (),
        places=tuple(draft.places),
    )


def _nodes(graph: Graph, child: Child) -> tuple[Node, ...]:
    return graph.tree.nodes_of(child)


def _is_tensor(node: Node) -> bool:
    return isinstance(node.call, Parameter)


def _inputs(graph: Graph, scope: Scope) -> tuple[str, ...]:
    """The names of a network's inputs, and plain ones for a scope's."""
    if not scope.path:
        return tuple(one.name for one in graph.inputs)
    return tuple(f"skip{i}" if i else "x" for i in range(len(scope.takes)))


@dataclass(slots=True)
class _Draft:
    """A plan in the making.

    Args:
        slots: where each value of the graph stands.
        tensors: where the tensor of a node stands, by the node's path.
        filled: how many slots there are.
    """

    steps: list[Step] = field(default_factory=list)
    functions: list[Callable[..., Any]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    slots: dict[str, int] = field(default_factory=dict)
    tensors: dict[str, int] = field(default_factory=dict)
    filled: int = 0

    def fill(self, count: int = 1) -> int:
        """The next slot, or the first of several."""
        self.filled += count
        return self.filled - count

    def add_scope(self, name: str, scope: Scope) -> None:
        """A step for a scope within."""
        takes = self._slots(scope.takes)
        gives = self._add(takes, child=name, count=len(scope.gives))
        self.slots |= zip(scope.gives, gives, strict=True)
        self._locate(scope.path, scope.origin)

    def add_node(self, name: str, node: Node) -> None:
        """A step for a layer, or as many as it takes to fold its values."""
        takes, call = self._slots(node.inputs), node.call
        if isinstance(call, Module):
            gives = self._add(takes, child=name)
        elif isinstance(call, Parameter):
            gives = self._add((*takes, self.tensors[node.path]), self._function(call))
        else:
            gives = self._apply(call, takes)
        self.slots[node.path] = gives[0]
        self._locate(node.path, node.origin)

    def _apply(self, call: Function, takes: tuple[int, ...]) -> tuple[int, ...]:
        """Steps for a function, which takes its values as it says."""
        function = self._function(call)
        if call.takes not in ("pairs", "backwards"):
            return self._add(takes, function, bundled=call.takes == "list")
        first, *others = takes if call.takes == "pairs" else takes[::-1]
        for other in others:
            first = self._add((first, other), function)[0]
        return (first,)

    def _add(
        self,
        takes: tuple[int, ...],
        function: int = 0,
        child: str | None = None,
        count: int = 1,
        bundled: bool = False,
    ) -> tuple[int, ...]:
        """The slots of what a step gives, which is put at the end."""
        first = self.fill(count)
        gives = tuple(range(first, first + count))
        self.steps.append(Step(child, function, takes, gives, bundled))
        return gives

    def _locate(self, path: str, origin: Origin) -> None:
        """Says of the steps that are new what they are for."""
        span = origin.span
        place = f"{path} ({span.source.name}:{span.line})" if span.source.name else path
        self.places += [place] * (len(self.steps) - len(self.places))

    def _function(self, call: Function | Parameter) -> int:
        """The number of a function with its options."""
        function = resolve(call.target)
        if call.args or function not in self.functions:
            self.functions.append(partial(function, **call.args) if call.args else function)
            return len(self.functions) - 1
        return self.functions.index(function)

    def _slots(self, values: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.slots[value] for value in values)


def _with_ends(steps: Sequence[Step], kept: Iterable[int]) -> tuple[tuple[Any, ...], ...]:
    """The steps, each with the slots that nobody needs after it, but for those that are kept."""
    last = {slot: i for i, step in enumerate(steps) for slot in (*step.takes, *step.gives)}
    done: dict[int, list[int]] = defaultdict(list)
    for slot, i in last.items():
        if slot not in kept:
            done[i].append(slot)
    return tuple((*step[:-1], tuple(done[i])) for i, step in enumerate(steps))
