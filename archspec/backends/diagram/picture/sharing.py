"""Whose weights layers and scopes have, said once: of a scope, where all in it is another's."""

from collections.abc import Mapping

from archspec.graph import Graph, Node, Scope


class Sharing:
    """Knows the owners of weights.

    Args:
        graph: a network with costs.
    """

    def __init__(self, graph: Graph):
        self.graph = graph
        self.params: Mapping[str, int] = {node.path: node.cost.params for node in graph.nodes}

    def of_layer(self, node: Node) -> str:
        """The layer whose weights this one has; none where it has its own, or there are none."""
        return node.weights if node.shared and self.params.get(node.weights) else ""

    def of_scope(self, scope: Scope) -> str:
        """The scope whose weights this one has, each layer those of its like in it."""
        nodes = self.graph.tree.nodes_of(scope)
        shared = [node for node in nodes if self.of_layer(node)]
        own = [node for node in nodes if node.cost.params]
        if not shared or own or not scope.path:
            return ""
        rest = shared[0].path.removeprefix(scope.path)
        owner = shared[0].weights.removesuffix(rest)
        alike = all(node.weights == owner + node.path.removeprefix(scope.path) for node in shared)
        return owner if alike and owner in self.graph.tree.scopes and owner != scope.path else ""
