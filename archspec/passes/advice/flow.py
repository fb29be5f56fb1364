"""What stands before and behind a layer."""

from collections.abc import Iterator
from functools import cache

from archspec.dataclass import dataclass
from archspec.graph import Graph, Node
from archspec.kind import Layer


@cache
def has_field(kind: type[Layer], name: str) -> bool:
    """Whether a kind has such a field; asking the layer itself is slow where it has not."""
    return name in kind.model_fields


def drop_probability(layer: Layer) -> float:
    """The probability with which a layer drops what it takes, or its weights; 0 for others."""
    drops = layer.role == "dropout" or layer.linear_map
    p = getattr(layer, "p", 0) if drops and has_field(type(layer), "p") else 0
    return p if isinstance(p, (int, float)) else 0


@dataclass(slots=True)
class Flow:
    """The ways of values through a graph, for rules that look at neighbours."""

    graph: Graph

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """Every two layers of which the second is the only one to take what the first gives."""
        for node in self.graph.nodes:
            before = self.before(node)
            if before is not None:
                yield before, node

    def before(self, node: Node) -> Node | None:
        """The layer that gives this one its only input, where nothing else takes that."""
        if len(node.inputs) != 1 or self.graph.uses[node.inputs[0]] != 1:
            return None
        return self.graph.by_path.get(node.inputs[0])

    def back(self, node: Node | None) -> Iterator[Node]:
        """This layer and those before it, as long as each is the only one to take the last."""
        while node is not None:
            yield node
            node = self.before(node)
