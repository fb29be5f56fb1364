"""Another name for a parameter, a block or a layer, at every place where it stands.

What comes of it is checked before it is offered: a name may also stand where no sketch of a text
sees it, and another thing may have the new one. The network must be what it was.
"""

from dataclasses import replace
from typing import Any

from archspec.compiler import compile_source
from archspec.diagnostics import Failure
from archspec.graph import Graph
from archspec.lsp.actions import Change
from archspec.lsp.documents import Document
from archspec.lsp.references import name_at, occurrences
from archspec.recipe import Recipe
from archspec.recipe.keys import fits


class Refused(Exception):  # noqa: N818  it is said to a person, who asked for it
    """Why a name stays."""


def renamed(document: Document, offset: int, name: str) -> tuple[Change, ...]:
    """The changes that give what stands at an offset another name.

    Raises:
        Refused: where nothing has a name there, or the network would be another one.
    """
    found = name_at(document.sketch, offset)
    if found is None:
        raise Refused("no parameter, block or layer of this file is named here")
    network = document.checked.compiled
    if network is None:
        raise Refused("the file has mistakes, and what a name stands for is not certain")
    places = occurrences(document.sketch, found[0])
    changes = tuple(Change(place.start, place.end, name) for place in places)
    after = replace(document.source, text=applied(document.text.text, changes))
    try:
        spec, graph = compile_source(after)
    except Failure as failure:
        raise Refused(failure.diagnostics[0].message) from None
    if _figures(graph) != _figures(network.graph):
        raise Refused(f"`{name}` would make another network of it")
    if spec.faults:
        raise Refused(spec.faults[0].message)
    if _meant(spec.recipe, graph) != _meant(network.spec.recipe, network.graph):
        raise Refused(f"patterns of the recipe would mean other parameters with `{name}`")
    return changes


def applied(text: str, changes: tuple[Change, ...]) -> str:
    """The text with changes that stand in its order."""
    for change in reversed(changes):
        text = f"{text[: change.start]}{change.text}{text[change.end :]}"
    return text


def _figures(graph: Graph) -> list[Any]:
    """What a network computes, whatever things in it are called."""
    number = {one.value: i for i, one in enumerate(graph.inputs)}
    number |= {node.path: -i for i, node in enumerate(graph.nodes, 1)}
    return [
        (node.layer.kind, [number[value] for value in node.inputs], node.output, node.cost)
        for node in graph.nodes
    ]


def _meant(recipe: Recipe | None, graph: Graph) -> list[list[bool]]:
    """Of each pattern of a recipe, which parameters of the network it means."""
    if recipe is None:
        return []
    patterns = [one for group in recipe.groups for one in group.of]
    patterns += recipe.gradient_checkpointing
    patterns += (recipe.start.spared if recipe.start else None) or ()
    keys = [key for node in graph.nodes for key in node.keys.values()]
    return [[fits(key, one) for key in keys] for one in patterns]
