"""The intermediate representation: a flat tuple of nodes in topological order, and their scopes.

A value is named by the path of the node that gives it; the inputs of the network are `@name`.
Passes attach shapes, costs, receptive fields and what each layer becomes; nothing is ever changed
in place. What follows from nodes and scopes alone is computed when it is first asked for.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from itertools import chain

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.graph.growth import grow
from archspec.graph.node import SEES_NOTHING, Node, ReceptiveField
from archspec.graph.runs import Folding
from archspec.graph.tree import ScopeNode, ScopeTree
from archspec.kind import EITHER, Cost, Numbers, Shapes, Window
from archspec.shapes import Shape

__all__ = ["Graph", "Input", "Node", "ReceptiveField"]


@dataclass(frozen=True, slots=True)
class Input:
    """A named input, the shape of one sample, and where it was written.

    Args:
        values: how many whole numbers from 0 it may hold, such as the words of a vocabulary; None
            where it holds any numbers.
    """

    name: str
    shape: Shape
    span: Span
    values: int | None = None

    @property
    def value(self) -> str:
        """The name of its value in the graph."""
        return f"@{self.name}"

    @property
    def numbers(self) -> Numbers:
        """Whole ones where the file says how many there are; else whatever its layers take."""
        if self.values is None:
            return EITHER
        return Numbers(real=False, whole=True, below=self.values)


@dataclass(frozen=True)
class Graph:
    """A network: what it takes, its nodes in topological order, and what it gives.

    Args:
        outputs: the value of each output, by its name.
        training: the names of outputs that only training gives.
    """

    name: str
    inputs: tuple[Input, ...]
    nodes: tuple[Node, ...]
    scopes: Mapping[str, ScopeNode] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    training: frozenset[str] = frozenset()

    def with_nodes(self, nodes: tuple[Node, ...]) -> "Graph":
        """The same network with other facts about its nodes."""
        return replace(self, nodes=nodes)

    @cached_property
    def tree(self) -> ScopeTree:
        """Its scopes, each with what stands in it and the values that cross its border."""
        takes = [one.value for one in self.inputs]
        return grow(self.nodes, self.scopes, takes, tuple(self.outputs.values()))

    @cached_property
    def folding(self) -> Folding:
        """What stands in its scopes several times in a row."""
        return Folding(self.tree, self.outputs.values())

    @cached_property
    def by_path(self) -> Mapping[str, Node]:
        """Its nodes by their paths."""
        return {node.path: node for node in self.nodes}

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """How often each value is taken, by a node or as an output."""
        return Counter(chain((v for n in self.nodes for v in n.inputs), self.outputs.values()))

    @cached_property
    def _windows(self) -> dict[str, tuple[Node, Window | None]]:
        return {}

    @cached_property
    def _windows_of_layers(self) -> dict[tuple[int, Shapes], Window | None]:
        return {}

    def window(self, node: Node) -> Window | None:
        """What a position of a node's output sees of its input; asked once of equal layers."""
        known = self._windows.get(node.path)
        if known is not None and known[0] is node:
            return known[1]
        # The hash of shapes is worked out anew each time, so it is asked for once for each node.
        key, windows = (id(node.layer), node.shapes), self._windows_of_layers
        if key not in windows:
            windows[key] = node.layer.window(node.shapes)
        self._windows[node.path] = node, windows[key]
        return windows[key]

    @property
    def output_shapes(self) -> dict[str, Shape]:
        """The shape of every output."""
        shapes = {i.value: i.shape for i in self.inputs} | {n.path: n.output for n in self.nodes}
        return {name: shapes[value] for name, value in self.outputs.items()}

    @property
    def given(self) -> str:
        """The shapes of its outputs in words: `1000`, or `1000, in training also aux 1000`."""
        shapes = self.output_shapes
        lasting = [str(shape) for name, shape in shapes.items() if name not in self.training]
        extra = [f"{name} {shape}" for name, shape in shapes.items() if name in self.training]
        return ", ".join(lasting) + (f", in training also {', '.join(extra)}" if extra else "")

    @property
    def cost(self) -> Cost:
        """The sum over the nodes."""
        params = sum(node.cost.params for node in self.nodes)
        return Cost(params, sum(node.cost.macs for node in self.nodes))

    @cached_property
    def training_only(self) -> frozenset[str]:
        """The paths of nodes that evaluation leaves out: those that only training needs.

        A module of the network is left out as a whole or not at all, so that what stands in it
        may be put into either mode by itself; what nobody needs goes with what it is made of.
        """
        if not self.training:
            return frozenset()
        lasting = [value for name, value in self.outputs.items() if name not in self.training]
        home = self._homes
        kept, wanted = {home.get(value, value) for value in lasting}, set(self.outputs.values())
        for node in reversed(self.nodes):
            if home[node.path] in kept:
                kept.update(home.get(value, value) for value in node.inputs)
            if node.path in wanted:
                wanted.update(node.inputs)
        spared: set[str] = set()
        for node in self.nodes:
            made_of_spared = any(home.get(value) in spared for value in node.inputs)
            if home[node.path] not in kept and (node.path in wanted or made_of_spared):
                spared.add(home[node.path])
        return frozenset(node.path for node in self.nodes if home[node.path] in spared)

    @property
    def _homes(self) -> dict[str, str]:
        """The module of the network in which each node stands, or which it is."""
        tree = self.tree
        return {n.path: child.path for child in tree.root.children for n in tree.nodes_of(child)}

    @property
    def trainable_params(self) -> int:
        """Parameters without those that are frozen."""
        return sum(node.cost.params for node in self.nodes if not node.frozen)

    @property
    def receptive_field(self) -> ReceptiveField:
        """What the first output sees of the first input that it depends on."""
        return next(iter(self.receptive_fields.values()), ReceptiveField())

    @property
    def receptive_fields(self) -> Mapping[str, ReceptiveField]:
        """What the first output sees of each input that it depends on, by the input's name."""
        first = next(iter(self.outputs.values()), "")
        return next((n.receptive_fields for n in self.nodes if n.path == first), SEES_NOTHING)

    @property
    def activation_bytes(self) -> int:
        """Bytes of all outputs of all nodes for one sample, as 32-bit floats."""
        return 4 * sum(node.output.elements for node in self.nodes)
