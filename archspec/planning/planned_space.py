"""The space of a sweep as its plan describes it, of which everything has been checked."""

from collections.abc import Mapping
from pathlib import Path

from archspec.diagnostics import Diagnostic, Failure
from archspec.language import Given, Overrides, resolved_text
from archspec.passes import fits
from archspec.planning.contender import base_recipe, compiled, recipe_file, with_fields
from archspec.planning.corners import Corner, check_some_trained, others_of, too_costly, try_corners
from archspec.planning.placing import gathered, in_study, placed
from archspec.planning.plan import given
from archspec.planning.recipe_places import RecipePlaces
from archspec.planning.search_space import Made, SearchSpace
from archspec.planning.sweep_check import (
    aim_of,
    check_validation,
    known_aim,
    misplaced_words,
)
from archspec.planning.sweep_plan import SweepPlan


def planned_space(
    plan: SweepPlan, home: Path = Path(), overrides: Overrides = ()
) -> tuple[SearchSpace, tuple[Diagnostic, ...]]:
    """The space that a plan describes, tried at its corners, and what is allowed but rarely meant.

    Args:
        plan: what varies.
        home: the folder that files in the plan are named from.
        overrides: values of parameters, as a command line has them.

    Raises:
        Failure: what is wrong with the spec, the recipe or a corner of the space; A680 where the
            plan cannot be followed.
    """
    settings = given(plan.set, plan.places("set"))

    def original(params: Mapping[str, Given]) -> Made:
        return compiled(plan.spec, home, settings, [*overrides, *params.items()])

    with placed(plan.place("spec")):
        spec, graph = original({})
    named = plan.place("recipe" if plan.recipe else "spec")
    with placed(named):
        base = base_recipe(spec, graph, recipe_file(plan.recipe, home))
    with placed(named if not plan.train else plan.place("train")):
        recipe, absent = with_fields(graph, base, plan.train, places=plan.places("train"))
    aim = aim_of(plan, graph, recipe)
    misplaced = misplaced_words(plan, spec, recipe)
    problems = [*misplaced.values()]
    where = RecipePlaces(plan.places("train"), base[1]).of("data", "val")
    with gathered(problems), placed(named), placed(where):
        check_validation(recipe.data)
    with gathered(problems):
        # Where a figure is none, what else is wrong is found by the aims as they are written.
        aim = known_aim(plan, graph, recipe)
    kept = plan.model_copy(update={"aim": aim})
    text = resolved_text(spec, recipe=fits(graph, spec))
    space = SearchSpace(kept, text, recipe, aim, graph.name, original)
    names = [name for name in plan.over if name not in misplaced]
    others, corners = others_of(space, names), dict[str, list[Corner]]()
    for name in names:
        with gathered(problems):
            corners[name] = try_corners(space, name, others)
    if problems:
        raise Failure(problems)
    check_some_trained(space, corners)
    advice = [in_study(one, named) for one in absent]
    said = {one.message for one in absent}
    for name, found in corners.items():
        of_values = (one for corner in found for one in corner.absent if one.message not in said)
        advice += [*dict.fromkeys(of_values), *too_costly(space, name, found)]
    return space, tuple(advice)
