"""The designs of a study, each with its network and recipe, and whether they can be compared."""

from dataclasses import replace
from pathlib import Path

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import safe_name
from archspec.language import Overrides
from archspec.language.walk.limits import MAX_FINDINGS
from archspec.language.walk.report import too_many
from archspec.planning.budget import enough, over_budget
from archspec.planning.contender import (
    Contender,
    base_recipe,
    compiled,
    recipe_file,
    with_fields,
    with_own,
)
from archspec.planning.known_figures import figure_of, known_figures, own_name
from archspec.planning.placing import gathered, in_study, placed
from archspec.planning.plan import Plan, given
from archspec.planning.told_once import of_design, told_once
from archspec.recipe import as_value, changes
from archspec.recipe.changes import Change
from archspec.syntax.writing import written


def contenders(plan: Plan, home: Path = Path(), overrides: Overrides = ()) -> tuple[Contender, ...]:
    """The designs that a plan compares, of which everything has been checked.

    Args:
        plan: what it compares.
        home: the folder that files in the plan are named from.
        overrides: values of parameters, as a command line has them, which go before the plan's.

    Raises:
        Failure: what is wrong with any spec or recipe; A603, A680 where the designs cannot be
            compared.
    """
    found, problems = list[Contender](), list[Diagnostic]()
    for number in range(len(plan.designs)):
        with gathered(problems):
            found.append(_contender(plan, number, home, overrides))
        # What the study says of all of them is one mistake.
        problems = [*dict.fromkeys(problems)]
        if len(problems) > MAX_FINDINGS:
            raise Failure([*problems[:MAX_FINDINGS], too_many(plan.place("designs", number))])
    if problems:
        raise Failure(told_once(problems))
    check_names(found, plan)
    _check_same_data(found, plan)
    _check_figure(found, plan)
    if all(one.refused for one in found):
        least = min(found, key=lambda one: (one.params, one.macs))
        fact = f"no design is within the budget: `{least.name}` has {least.refused}"
        helps = enough(least.graph, plan)
        raise Failure([Diagnostic("A680", fact, plan.place("budget"), helps=helps)])
    return tuple(found)


def _contender(plan: Plan, number: int, home: Path, overrides: Overrides) -> Contender:
    design = plan.designs[number]
    here = ("designs", number)
    settings = given(plan.set, plan.places("set"))
    settings |= given(design.set, plan.places(*here, "set"))
    with of_design(design.spec), placed(plan.place(*here, "spec")):
        spec, graph = compiled(design.spec, home, settings, overrides)
    named = plan.place("recipe") if plan.recipe else plan.place(*here, "spec")
    with placed(named):
        base = base_recipe(spec, graph, recipe_file(plan.recipe, home))
    fields = with_own(plan.train, design.train)
    places = {**plan.places("train"), **plan.places(*here, "train")}
    if "seed" in fields:
        fact = "`train: {seed: …}` would be the seed of all runs of a design, which are to differ"
        help_ = Help("leave it out, and write how many there are: `seeds: 5`")
        raise Failure([Diagnostic("A680", fact, places.get("seed"), helps=(help_,))])
    name = design.name or graph.name
    with placed(plan.place(*here)):
        recipe, absent = with_fields(graph, base, fields, name, places)
    absent = tuple(in_study(one, named) for one in absent)
    return Contender(name, spec, graph, recipe, over_budget(graph, plan.budget), absent)


def check_names(found: tuple[Contender, ...] | list[Contender], plan: Plan | None = None) -> None:
    """Nothing, where each design has a name of its own, and so a folder.

    Raises:
        Failure: A680 else.
    """
    names = [safe_name(one.name, "design") for one in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            fact = f"two designs are called `{name}`"
            help_ = Help("give one another name: `{spec: …, name: …}` in the file of the study")
            place = plan.place("designs", number, "name") if plan else None
            raise Failure([Diagnostic("A680", fact, place, helps=(help_,))])


def _check_same_data(found: list[Contender], plan: Plan) -> None:
    """Nothing, where all are trained and measured on the same samples."""
    first, *others = found
    for number, one in enumerate(others, 1):
        differing = [
            change
            for change in changes(first.recipe, one.recipe)
            if change.outermost == "data" and change.field != "data.augment"
        ]
        if differing:
            change = differing[0]
            fact = f"`{first.name}` and `{one.name}` are not trained on the same data"
            note = f"`{change.field}` is {as_value(change.old)} and {as_value(change.new)}"
            own = _own_field(change, plan, number)
            help_ = Help(_one_value(change, plan, own))
            own_place = plan.places("designs", number, "train").get(own)
            place = own_place or plan.place("designs", number)
            raise Failure([Diagnostic("A680", fact, place, notes=(note,), helps=(help_,))])


def _check_figure(found: list[Contender], plan: Plan) -> None:
    """Nothing, where all designs have the figure by which they are compared.

    Raises:
        Failure: A680 else.
    """
    by = plan.by or figure_of(found[0].graph, found[0].recipe)
    for number, one in enumerate(found):
        with placed(plan.place("by") if plan.by else plan.place("designs", number)):
            try:
                own_name(by, one.graph, one.recipe, one.name)
            except Failure as failure:
                if plan.by:
                    raise
                [why] = failure.diagnostics
                raise Failure([replace(why, helps=_by_what_all_have(found, plan))]) from None


def _by_what_all_have(found: list[Contender], plan: Plan) -> tuple[Help, ...]:
    """How designs are compared that have not all the figure by which the first one would be."""
    known = [known_figures(one.graph, one.recipe)[0] for one in found]
    common = [name for name in known[0] if all(name in each for each in known if each)]
    way = "by: {}" if plan.places() else "--by {}"
    return tuple(Help(f"name one that all have: `{way.format(name)}`") for name in common[:1])


def _own_field(change: Change, plan: Plan, number: int) -> str:
    """The field by which a design or the first one changes another one, or what that stands in."""
    way = change.field.split(".")
    names = {".".join(way[:end]) for end in range(1, len(way) + 1)}
    found = (sorted(names & {*plan.designs[one].train}) for one in (number, 0))
    return next((one for names in found for one in names), "")


def _one_value(change: Change, plan: Plan, own: str) -> str:
    """How all designs are given one value of a field in which one differs from the first."""
    if own:
        return f"leave `{own}` out of the `train` of a design, and write it in that of the study"
    if change.field == "data.val" and plan.places():
        return f"give all of them one, in the study: `train: {{data.val: {written(change.old)}}}`"
    return "give all one recipe: `--recipe FILE`, or `train: {data: …}` in the study"
