"""A717."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archspec.diagnostics import Diagnostic, Problem
from archspec.diagnostics.readable import how_many
from archspec.graph import Graph
from archspec.language import Spec, locate_in

if TYPE_CHECKING:
    from archspec.recipe import Recipe
    from archspec.recipe.schedules import Schedule


def never_happens(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A rule of a recipe that its number of epochs leaves no time for.

    Torch's StepLR, MultiStepLR and ReduceLROnPlateau count epochs, and so do early stopping and
    what is frozen: what would happen after the last one does not, and nobody is told.
    """
    if spec.recipe is None or spec.train is None:
        return
    for problem in _late(spec.recipe):
        yield locate_in(problem, spec.train, spec.train.span)


def _late(recipe: "Recipe") -> Iterator[Problem]:
    from archspec.recipe.warmup import steps_of  # most specs are not trained

    stop = recipe.early_stop
    if stop is not None and stop.patience >= recipe.epochs:
        yield _never(recipe, "training never stops early", stop.patience, "early_stop", "patience")
    yield from _frozen_throughout(recipe)
    begins = steps_of(recipe.warmup, each=1) if _in_epochs(recipe.warmup) else 0
    if begins >= recipe.epochs:
        yield _never(recipe, "the learning rate never ends its climb", begins, "warmup")
        return
    for place, schedule in recipe.placed_schedules():
        if begins >= recipe.epochs:
            yield _never(recipe, f"`{schedule.kind}` never begins", begins, *place)
            return
        yield from _of_schedule(recipe, schedule, place, begins)
        begins += schedule.lasts or 0


def _of_schedule(
    recipe: "Recipe", schedule: "Schedule", place: tuple[str | int, ...], begins: int
) -> Iterator[Problem]:
    """What a schedule that begins after so many epochs would do after the last one."""
    at = (*place, schedule.kind)
    for name in ("step_size", "patience"):
        epochs = begins + getattr(schedule, name, -begins)
        if epochs >= recipe.epochs:
            fact = f"`{schedule.kind}` never lowers the rate"
            yield _never(recipe, fact, epochs, *at, name)
    for name in ("T_max", "total_iters"):
        epochs = begins + (getattr(schedule, name, None) or 0)
        if epochs > recipe.epochs:
            fact = f"`{schedule.kind}` never reaches its end"
            yield _never(recipe, fact, epochs, *at, name)
    for i, epochs in enumerate(getattr(schedule, "milestones", ())):
        if begins + epochs >= recipe.epochs:
            fact = "this milestone is never reached"
            yield _never(recipe, fact, begins + epochs, *at, "milestones", i)


def _frozen_throughout(recipe: "Recipe") -> Iterator[Problem]:
    for number, group in enumerate(recipe.groups):
        if type(group.frozen) is int and group.frozen >= recipe.epochs:
            what = "these parameters are never trained"
            yield _never(recipe, what, group.frozen, "groups", number, "frozen")


def _in_epochs(warmup: int | str | None) -> bool:
    return warmup is not None and "step" not in str(warmup)


def _never(recipe: "Recipe", what: str, epochs: int, *place: str | int) -> Problem:
    label = f"after {how_many(epochs, 'epoch')}"
    return Problem(
        "A717", f"{what}: the recipe has {how_many(recipe.epochs, 'epoch')}", place, label
    )
