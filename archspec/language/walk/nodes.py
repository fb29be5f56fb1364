"""Nodes: layers of which everything is known, each with its shape as soon as it is made."""

from collections.abc import Mapping, Sequence

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Problem
from archspec.graph import Input, Node
from archspec.graph.node import UNKNOWN
from archspec.kind import REAL, Layer, Origin, Shapes, Value, Weighted
from archspec.kind.unsized import unsized
from archspec.language.walk.number_checks import unsuitable
from archspec.language.walk.shape_explanations import explain
from archspec.language.walk.size_checks import too_large
from archspec.language.walk.weight_checks import misfit
from archspec.shapes import Shape


@dataclass(slots=True)
class Nodes:
    """The nodes so far; `problems` collects the shapes and weights that do not fit.

    Args:
        any_open: whether an input leaves a size open, which no layer may need.
        inputs: the inputs by their ids.
        made: every node by its id.
        order: every node, in order.
        outputs: what equal layers gave for equal shapes, and the layer, so that its id stays its.
        shapes: the shapes that were given, each once.
    """

    any_open: bool = False
    inputs: Mapping[str, Input] = field(default_factory=dict)
    made: dict[str, Node] = field(default_factory=dict)
    order: list[Node] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    outputs: dict[tuple[int, Shapes], tuple[Layer, Shape]] = field(default_factory=dict)
    shapes: dict[Shape, Shape] = field(default_factory=dict)

    def add(
        self,
        id_: str,
        layer: Layer,
        values: Sequence[Value],
        origin: Origin,
        *,
        labels: tuple[str, ...] = (),
        weights: str | None = None,
    ) -> Value:
        """A node, and what it gives; nothing is known of that where it cannot take the values.

        Args:
            id_: what it is called by those that take its value.
            layer: its fields.
            values: what it takes, all of it known.
            origin: where it was written.
            labels: a word for each value, where messages need one.
            weights: the node whose weights it uses; its own by default.
        """
        if id_ in self.made:
            # Two layers of one name, which is an error, are two things all the same.
            other = f"{id_}#{len(self.order)}"
            id_, weights = other, None if weights == id_ else weights
        shapes = tuple([value.shape for value in values if value.shape is not None])
        given = [value.numbers for value in values]
        output = unsuitable(layer, given, shapes) or self._output(layer, shapes)
        inputs = tuple([value.id for value in values])
        gives = output if isinstance(output, Shape) else UNKNOWN
        numbers = layer.numbers(given, shapes) if isinstance(output, Shape) else REAL
        node = Node(
            id_, layer, inputs, origin, labels, weights or id_, shapes, gives, numbers=numbers
        )
        problem = self._misfit(node) if isinstance(output, Shape) else output
        if problem is not None:
            self.problems.append(explain(problem, node, self.made, self.inputs))
            return Value(id_)
        self.put(node)
        return Value(id_, node.output, numbers)

    def put(self, node: Node) -> None:
        """Remembers a node."""
        self.made[node.path] = node
        self.order.append(node)

    def _output(self, layer: Layer, shapes: Shapes) -> Shape | Problem:
        known = self.outputs.get((id(layer), shapes))
        if known is not None:
            return known[1]
        output = layer.infer(shapes)
        if isinstance(output, Shape) and (problem := too_large(layer, output)):
            return problem
        if self.any_open and isinstance(output, Shape):
            output = unsized(layer, shapes, output) or output
        if isinstance(output, Shape):
            # Equal shapes are one object, so that they are found to be equal at once.
            output = self.shapes.setdefault(output, output)
            self.outputs[id(layer), shapes] = layer, output
        return output

    def _misfit(self, node: Node) -> Problem | None:
        asks = isinstance(node.layer, Weighted) and node.layer.asks_of_weights
        return misfit(node, self.made) if asks or node.shared else None

    def named(self, names: Mapping[str, str]) -> tuple[Node, ...]:
        """The nodes, those under `names` by the paths that these have for them."""
        return tuple(_renamed(node, names) for node in self.order)


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    if node.path not in names and names.keys().isdisjoint(node.inputs):
        return node
    inputs = tuple(names.get(value, value) for value in node.inputs)
    path = names.get(node.path, node.path)
    weights = path if not node.shared else node.weights
    return node._replace(path=path, inputs=inputs, weights=weights)
