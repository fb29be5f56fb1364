"""A723."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph
from archspec.language import Spec, locate_in

if TYPE_CHECKING:
    from archspec.recipe import Recipe

Place = tuple[str | int, ...]

FIXES: Final = (
    Fix("leave out `class_weights`: rare samples are drawn as often as others already"),
    Fix("or leave out `balanced` of `sampler`: each sample is then seen once in an epoch"),
)


def classes_counted_twice(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Rare classes that are drawn more often, and whose losses are weighed up besides.

    Each of the two alone makes all classes count alike (He and Garcia 2009, Learning from
    Imbalanced Data, IEEE TKDE 21(9), sections 3.1 and 3.2); a class with a tenth of the samples of
    another counts ten times as much with both. Silent on weights that are given as numbers.
    """
    if spec.recipe is None or spec.train is None:
        return
    for place in _weighed(spec.recipe):
        message = "`sampler` draws all classes alike often, and `class_weights` weigh rare ones up"
        note = "the rarer a class is, the more it counts: each of the two makes up for it alone"
        label = "weighed by how rare they are in the data"
        problem = Problem("A723", message, place, label, (note,), FIXES)
        yield locate_in(problem, spec.train, spec.train.span)


def _weighed(recipe: "Recipe") -> Iterator[Place]:
    """Where the classes that are drawn alike often are weighed too."""
    from archspec.recipe.targets import Target  # most specs are not trained

    drawn = recipe.sampler.balanced if recipe.sampler else None
    if drawn is None:
        return
    if recipe.loss.weighed == "balanced" and not recipe.targets:
        yield ("loss", recipe.loss.kind, "class_weights")
    for name, one in recipe.targets.items():
        if isinstance(one, Target) and one.to == drawn and one.loss.weighed == "balanced":
            yield ("targets", name, "loss", one.loss.kind, "class_weights")
