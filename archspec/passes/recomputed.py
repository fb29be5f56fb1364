"""Whether a network has the scopes whose values a recipe wants computed twice."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archspec.diagnostics import Problem
from archspec.graph import Graph

if TYPE_CHECKING:
    from archspec.recipe import Recipe


def unknown_scopes(graph: Graph, recipe: "Recipe") -> Iterator[Problem]:
    """The patterns of `gradient_checkpointing` that mean no scope."""
    if recipe.gradient_checkpointing:
        from archspec.recipe.scopes import unfit_scopes

        paths = [path for path in graph.tree.scopes if path]
        yield from unfit_scopes(recipe.gradient_checkpointing, paths, ("gradient_checkpointing",))
