"""The recipe, held against the network that it would train."""

from typing import TYPE_CHECKING

from archspec.diagnostics import Diagnostic, Failure, Help, Problem, in_order
from archspec.graph import Graph
from archspec.language import locate_in
from archspec.passes.trainable import untrainable
from archspec.shapes import solve
from archspec.syntax import Mapping

if TYPE_CHECKING:
    from archspec.recipe import Recipe


def check_recipe(graph: Graph, recipe: "Recipe", place: Mapping) -> None:
    """Nothing, where `recipe_faults` finds nothing.

    Raises:
        Failure: A6xx, each at its field.
    """
    if found := recipe_faults(graph, recipe, place):
        raise Failure(found)


def recipe_faults(graph: Graph, recipe: "Recipe", place: Mapping) -> tuple[Diagnostic, ...]:
    """What of the data, the loss and the loop does not fit the network, A6xx, each at its field.

    Args:
        graph: with shapes.
        recipe: how to train it.
        place: where the recipe was written.
    """
    from archspec.recipe import problems

    shape = graph.inputs[0].shape.dims
    output = next(iter(graph.output_shapes.values())).dims
    if len(graph.inputs) > 1 and not recipe.named:
        message = f"the network takes {len(graph.inputs)} inputs, but a sample of data is one"
        found = [Problem("A605", message, ("data",))]
    else:
        found = [*problems(recipe, shape, output), *untrainable(graph, recipe.batch_size)]
    return in_order(locate_in(problem, place, place.span) for problem in found)


def check_sized(graph: Graph, recipe: "Recipe") -> None:
    """Nothing, where every size of the input is known, as training needs it.

    Raises:
        Failure: A411, with the sizes of the samples where these are known.
    """
    from archspec.recipe import DATASETS

    one = graph.inputs[0]
    if names := one.shape.open_names:
        samples = DATASETS[recipe.data.dataset].shape if recipe.data.dataset else None
        fits = samples is not None and len(samples) == len(one.shape.dims)
        values = solve(one.shape.dims, samples) if samples and fits else None
        settings = " ".join(f"--set {name}={(values or {}).get(name, '…')}" for name in names)
        message = f"training needs the size of a sample, and the input is {one.shape}"
        helps = (Help(f"say how large the samples are: `{settings}`"),)
        raise Failure([Diagnostic("A411", message, one.span, helps=helps)])
