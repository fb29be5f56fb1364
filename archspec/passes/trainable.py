"""Whether training a network can change anything, and can begin at all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archspec.diagnostics import Problem
from archspec.graph import Graph, Node

if TYPE_CHECKING:
    from archspec.recipe import Recipe


def untrainable(graph: Graph, recipe: "Recipe") -> Iterator[Problem]:
    """The findings that no weight would change, or that a batch has nothing to take a mean over."""
    # The classes of recipes are imported only for who trains.
    from archspec.recipe.trainable import lone_sample, lone_values, no_gradient, nothing_to_train

    weighted = [node for node in graph.nodes if node.cost.params]
    if all(node.frozen for node in weighted):
        yield nothing_to_train(frozen=len(weighted))
    elif not _has_gradient(graph):
        yield no_gradient()
    lone = lone_sample(recipe)
    if lone and (alone := next(filter(_is_alone, graph.nodes), None)):
        yield lone_values(f"`{alone.layer.kind}`", str(alone.shapes[0]), lone)


def _has_gradient(graph: Graph) -> bool:
    """Whether an output depends on weights that learn, with no whole numbers on the way."""
    reached: set[str] = set()
    for node in graph.nodes:
        learns = not node.frozen and bool(node.layer.parameters(node.shapes))
        takes = () if node.layer.takes_nothing else node.inputs
        if node.numbers.real and (learns or not reached.isdisjoint(takes)):
            reached.add(node.path)
    return not reached.isdisjoint(graph.outputs.values())


def _is_alone(node: Node) -> bool:
    """Whether one sample gives the layer a single value for each of its averages."""
    return node.layer.averaged_values(node.shapes) == 1
