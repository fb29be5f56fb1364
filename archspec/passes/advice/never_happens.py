"""A717."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archspec.diagnostics import Diagnostic, Problem
from archspec.graph import Graph
from archspec.language import Spec, locate_in

if TYPE_CHECKING:
    from archspec.recipe import Recipe


def never_happens(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A rule of a recipe that its number of epochs leaves no time for.

    Torch's StepLR, MultiStepLR and ReduceLROnPlateau count epochs, and so does early stopping: what
    would happen after the last one does not, and nobody is told.
    """
    if spec.recipe is None or spec.train is None:
        return
    for problem in _late(spec.recipe):
        yield locate_in(problem, spec.train, spec.train.span)


def _late(recipe: "Recipe") -> Iterator[Problem]:
    schedule, stop = recipe.schedule, recipe.early_stop
    if stop is not None and stop.patience >= recipe.epochs:
        yield _never(recipe, "training never stops early", stop.patience, "early_stop", "patience")
    if schedule is None:
        return
    for name in ("step_size", "patience"):
        epochs = getattr(schedule, name, 0)
        if epochs >= recipe.epochs:
            place = ("schedule", schedule.kind, name)
            yield _never(recipe, f"`{schedule.kind}` never lowers the rate", epochs, *place)
    for i, epochs in enumerate(getattr(schedule, "milestones", ())):
        if epochs >= recipe.epochs:
            at = ("schedule", schedule.kind, "milestones", i)
            yield _never(recipe, "this milestone is never reached", epochs, *at)


def _never(recipe: "Recipe", what: str, epochs: int, *place: str | int) -> Problem:
    label = f"after {epochs} epochs"
    return Problem("A717", f"{what}: the recipe has {recipe.epochs} epochs", place, label)
