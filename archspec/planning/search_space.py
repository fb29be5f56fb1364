"""The space that a sweep searches, with the design at each of its points."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.graph import Graph
from archspec.language import Overrides, Spec, resolved_text
from archspec.passes import fits
from archspec.planning.contender import (
    Contender,
    base_recipe,
    compiled,
    over_budget,
    recipe_file,
    with_fields,
    with_own,
)
from archspec.planning.known_figures import figure_of
from archspec.planning.placing import gathered, placed
from archspec.planning.plan import given
from archspec.planning.ranges import parted
from archspec.planning.sweep_check import (
    COSTS,
    check_comparable,
    check_plan,
    check_validation,
    known_aim,
    misplaced_words,
)
from archspec.planning.sweep_plan import SweepPlan, points
from archspec.recipe import Recipe, as_value
from archspec.recipe.metrics import better

WRITTEN_WRONG: Final = "A2"
"""How the codes begin of what no value of a list may have: it is a slip of whoever wrote it."""

TEXT: Final = "the spec of the sweep"
"""What messages call the text of a spec whose parameters are set."""


@dataclass(frozen=True)
class SearchSpace:
    """A space over one spec.

    Args:
        plan: what varies, and how it is searched.
        text: of the spec.
        recipe: of every trial but for what varies.
        aim: whether each figure is to be large or small.
        network: what the network is called, which the text may not say.
    """

    plan: SweepPlan
    text: str
    recipe: Recipe
    aim: Mapping[str, str]
    network: str

    @property
    def figure(self) -> str:
        """What training is to make large or small."""
        return next(name for name in self.aim if name not in COSTS)

    @cached_property
    def has_own_recipe(self) -> bool:
        """Whether trials are trained by what the spec says, and not by a file for all of them."""
        return self.plan.recipe is None and self._network({})[0].train is not None

    @property
    def count(self) -> int:
        """How many trials there are to be."""
        return points(self.plan)

    def contender(self, chosen: Mapping[str, Any]) -> Contender:
        """The design at a point of the space.

        Raises:
            Failure: where no network and no recipe is there.
        """
        params, fields = parted(chosen)
        places = self.plan.places("over")
        spec, graph = self._network(params)
        recipe = self.recipe
        if self.has_own_recipe:
            # It may be made of the parameters that vary.
            recipe = base_recipe(spec, graph, None)
            fields = with_own(self.plan.train, fields)
        recipe = with_fields(
            graph, recipe, fields, places={**self.plan.places("train"), **parted(places)[1]}
        )
        return Contender(graph.name, spec, graph, recipe, over_budget(graph, self.plan.budget))

    def _network(self, params: Mapping[str, Any]) -> tuple[Spec, Graph]:
        """The network with some parameters another way; one of the last two is there already."""
        key = repr(params)
        if key not in self._last:
            settings = given(params, self.plan.places("over"))
            found = compiled_text(self.text, self.network, [*settings.items()])
            for old in [*self._last][:-1]:
                del self._last[old]
            self._last[key] = found
        return self._last[key]

    @cached_property
    def _last(self) -> dict[str, tuple[Spec, Graph]]:
        """The last networks: with fields of the recipe alone varied they are those of all."""
        return {}


def compiled_text(text: str, name: str, overrides: Overrides = ()) -> tuple[Spec, Graph]:
    """The network of the text of a sweep, by the name that it had in its file.

    Args:
        text: of the spec.
        name: of the network.
        overrides: values of parameters.

    Raises:
        Failure: everything that is wrong with it.
    """
    spec, graph = compile_source(Source(TEXT, text), overrides)
    own = replace(spec, name=name, graph=replace(spec.graph, name=name))
    return own, replace(graph, name=name)


def planned_space(
    plan: SweepPlan, home: Path = Path(), overrides: Overrides = ()
) -> tuple[SearchSpace, tuple[Diagnostic, ...]]:
    """The space that a plan describes, tried at its corners, and which of these cost too much.

    Args:
        plan: what varies.
        home: the folder that files in the plan are named from.
        overrides: values of parameters, as a command line has them.

    Raises:
        Failure: what is wrong with the spec, the recipe or a corner of the space; A680 where the
            plan cannot be followed.
    """
    with placed(plan.place("spec")):
        settings = given(plan.set, plan.places("set"))
        spec, graph = compiled(plan.spec, home, settings, overrides)
    with placed(plan.place("recipe" if plan.recipe else "spec")):
        recipe = base_recipe(spec, graph, recipe_file(plan.recipe, home))
    with placed(plan.place("train")):
        recipe = with_fields(graph, recipe, plan.train, places=plan.places("train"))
    aim = dict(plan.aim) or {figure_of(recipe): better(figure_of(recipe))}
    check_plan(plan, aim)
    misplaced = misplaced_words(plan, spec, recipe)
    problems = [*misplaced.values()]
    with gathered(problems), placed(plan.place("spec")):
        check_validation(recipe.data)
    with gathered(problems):
        aim = known_aim(plan, graph, recipe, aim)
    kept = plan.model_copy(update={"aim": aim})
    text = resolved_text(spec, recipe=fits(graph, spec))
    space = SearchSpace(kept, text, recipe, aim, graph.name)
    costly = list[Diagnostic]()
    for name in plan.over:
        if name not in misplaced:
            with gathered(problems):
                costly += _try_corners(space, name, without=misplaced)
    if problems:
        raise Failure(problems)
    return space, tuple(costly)


def _try_corners(space: SearchSpace, name: str, without: Container[str]) -> list[Diagnostic]:
    """What costs too much, where both ends of a range and some value of a list can be.

    A value is tried with the others as they are written, and with the first of each: one that
    stands in another, as a field of an optimiser does, may be there with that alone.

    Raises:
        Failure: else.
    """
    one, place = space.plan.over[name], space.plan.place("over", name, key=True)
    first = {n: r.corners[0] for n, r in space.plan.over.items() if n not in without}
    listed = type(one).kind == "values"
    base: Recipe | None = None
    why: Failure | None = None
    costly = list[Diagnostic]()
    for value in one.corners:
        try:
            with placed(place, f"with {as_value(value)} here"):
                found = _somewhere(space, name, {**first, name: value})
        except Failure as failure:
            if not listed or _is_slip(failure):
                raise
            why = why or failure
            continue
        base = base or found.recipe
        with placed(place):
            check_comparable(base, found.recipe, space.figure)
        if found.refused:
            fact = f"trials with `{name}`: {as_value(value)} are refused: {found.refused}"
            costly.append(Diagnostic("A724", fact, place))
    if why and not base:
        raise why
    return costly


def _somewhere(space: SearchSpace, name: str, point: Mapping[str, Any]) -> Contender:
    """The design with one value of a point alone, or else at that point.

    Raises:
        Failure: what is wrong with it, but for what is wrong with another value.
    """
    try:
        return space.contender({name: point[name]})
    except Failure as failure:
        alone = failure
    try:
        return space.contender(point)
    except Failure as failure:
        others = {span for word, span in space.plan.places("over").items() if word != name}
        own = [one for one in failure.diagnostics if one.span is None or one.span not in others]
        raise (Failure(own) if own else alone) from None


def _is_slip(failure: Failure) -> bool:
    return any(one.code.startswith(WRITTEN_WRONG) for one in failure.diagnostics)
