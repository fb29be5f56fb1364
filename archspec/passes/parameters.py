"""The parameters of a network, as a recipe names them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archspec.diagnostics import Problem
from archspec.graph import Graph
from archspec.kind import Module

if TYPE_CHECKING:
    from archspec.recipe import Recipe
    from archspec.recipe.keys import Keys
    from archspec.recipe.start_check import Kept


def keys_of(graph: Graph) -> "Keys":
    """The keys of all parameters; those of modules that torch calls a norm are of normalisations.

    >>> from archspec import load
    >>> keys = keys_of(load("resnet18").graph)
    >>> len(keys.all), len(keys.norms)
    (62, 40)
    """
    from archspec.recipe.keys import Keys

    norms = {
        key
        for node in graph.nodes
        if isinstance(node.call, Module) and "Norm" in node.call.target.rpartition(".")[2]
        for key in node.keys.values()
    }
    every = (key for node in graph.nodes for key in node.keys.values())
    return Keys(tuple(dict.fromkeys(every)), frozenset(norms), _shared(graph))


def _shared(graph: Graph) -> dict[str, str]:
    """The key that the owner of a shared parameter has for it, by each of the others'."""
    owners = {node.path: node.keys for node in graph.nodes}
    return {
        key: owners[node.weights][name]
        for node in graph.nodes
        if node.shared
        for name, key in node.keys.items()
    }


def misdirected(graph: Graph, recipe: "Recipe") -> Iterator[Problem]:
    """The findings on parameters that the network does not have, or has in another shape."""
    if recipe.start:
        from archspec.recipe.start_check import start_problems

        yield from start_problems(recipe.start, kept_in(graph))
    if recipe.groups:
        from archspec.recipe.groups import group_problems

        owners = [node for node in graph.nodes if not (node.frozen or node.shared)]
        learns = {key for node in owners for key in node.keys.values()}
        yield from group_problems(recipe.groups, keys_of(graph), learns)


def kept_in(graph: Graph) -> "Kept":
    """What a network keeps, as weights that are to fill it have to fit it."""
    from archspec.recipe.start_check import Kept

    shared = {
        f"{node.path}.{name}": f"{node.weights}.{name}"
        for node in graph.nodes
        if node.shared
        for name in node.layer.buffers(node.shapes)
    }
    learnt = frozenset(key for node in graph.nodes for key in node.keys.values())
    layers = frozenset(node.path for node in graph.nodes)
    return Kept(state_of(graph), learnt, _shared(graph) | shared, layers)


def state_of(graph: Graph) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter and of each buffer, by its key in the state_dict.

    >>> from archspec import load
    >>> state = state_of(load("resnet18").graph)
    >>> state["conv1.weight"], state["bn1.running_mean"], state["bn1.num_batches_tracked"]
    ((64, 3, 7, 7), (64,), ())
    """
    found = dict[str, tuple[int, ...]]()
    for node in graph.nodes:
        learnt = node.layer.parameters(node.shapes)
        found |= {node.keys[name]: shape for name, shape in learnt.items()}
        kept = node.layer.buffers(node.shapes)
        found |= {f"{node.path}.{name}": shape for name, shape in kept.items()}
    return found
