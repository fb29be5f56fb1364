"""Whether the schedules of a recipe go together."""

from collections.abc import Iterator
from itertools import pairwise

from archspec.diagnostics import Fix, Problem
from archspec.recipe.schedules import MultiStep, Plateau
from archspec.recipe.training import Recipe


def schedule_problems(recipe: Recipe) -> Iterator[Problem]:
    """A607, each at its schedule: of a list, when one ends and the next begins must be known.

    >>> data = {"dataset": "digits"}
    >>> recipe = Recipe(data=data, schedule=("constant", "cosine"))
    >>> [problem.message for problem in schedule_problems(recipe)]
    ['how long `constant` lasts is not said']
    """
    placed = [*recipe.placed_schedules()]
    for number, (place, schedule) in enumerate(placed, start=1):
        if isinstance(schedule, MultiStep) and not _rises(schedule.milestones):
            yield Problem(
                "A607",
                "the milestones do not rise",
                (*place, "multistep", "milestones"),
                fixes=(Fix("list the epochs in order, each once"),),
            )
        if len(placed) > 1 and isinstance(schedule, Plateau):
            fact = "`plateau` waits for what happens, and cannot be one of several schedules"
            fix = Fix("let it stand alone; a `warmup` may go before it")
            yield Problem("A607", fact, place, fixes=(fix,))
        elif number < len(placed) and schedule.lasts is None:
            fact = f"how long `{schedule.kind}` lasts is not said"
            note = "only the last schedule of a list has the epochs that are left"
            fix = Fix(f"say it: `{schedule.kind}: {{epochs: {_some(recipe, len(placed))}}}`")
            if schedule.model_fields_set:
                fix = Fix(f"say it beside its other fields: `epochs: {_some(recipe, len(placed))}`")
            yield Problem("A607", fact, place, notes=(note,), fixes=(fix,))


def _some(recipe: Recipe, count: int) -> int:
    """Epochs that each of so many schedules could have."""
    return max(1, recipe.epochs // count)


def _rises(numbers: tuple[int, ...]) -> bool:
    return all(one < other for one, other in pairwise(numbers))
