"""What a sweep varies, tried at the ends of ranges and with every value of lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import inf, prod
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Failure, Span
from archspec.diagnostics.readable import cut
from archspec.graph import Graph
from archspec.planning.budget import enough, over_budget
from archspec.planning.contender import Contender
from archspec.planning.placing import in_study, placed
from archspec.planning.ranges import TRAIN
from archspec.planning.search_space import SearchSpace
from archspec.planning.sweep_check import check_comparable, check_validation
from archspec.recipe import Recipe, as_value

WRITTEN_WRONG: Final = "A2"
"""How the codes begin of what no value of a list may have: it is a slip of whoever wrote it."""

MOST_TOGETHER: Final = 100
"""Combinations of values that are tried, to find one that can be trained; the cheapest first."""


@dataclass(frozen=True)
class Corner:
    """A value of what varies, and what a network with it costs.

    Args:
        value: of a list, or an end of a range.
        cost: how many parameters and multiply-adds; inf where no network was found with it.
        refused: why a trial with it is not trained; empty where it is.
        absent: A721 for each file that a trial with it takes and that is not there.
    """

    value: Any
    cost: tuple[float, float] = (inf, inf)
    refused: str = ""
    absent: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Others:
    """With which values of all else that varies one is tried, where it cannot be alone.

    Args:
        first: the first of each.
        serving: the first of each that makes a design alone, of those that have one.
    """

    first: Mapping[str, Any]
    serving: Mapping[str, Any]


def others_of(space: SearchSpace, names: Iterable[str]) -> Others:
    """Values of some of what varies, for the rest to be tried with."""
    first, serving = dict[str, Any](), dict[str, Any]()
    for name in names:
        first[name], *_ = values = space.plan.over[name].corners
        for value in values:
            if _design(space, {name: value}):
                serving[name] = value
                break
    return Others(first, serving)


def try_corners(space: SearchSpace, name: str, others: Others) -> list[Corner]:
    """Every value of something that varies, where both ends of a range and some of a list can be.

    Args:
        space: that is searched.
        name: of what varies.
        others: values of all that varies.

    Raises:
        Failure: else.
    """
    one, place = space.plan.over[name], space.plan.place("over", name, key=True)
    listed = type(one).kind == "values"
    base: Recipe | None = None
    why: Failure | None = None
    corners = list[Corner]()
    for value in one.corners:
        found, point = _somewhere(space, name, value, others)
        if found is None:
            fault = space.fault(point)
            if not listed or _is_slip(fault):
                raise _with_value(fault, place, value)
            why = why or _with_value(fault, place, value)
            corners.append(Corner(value))
            continue
        base = base or found.recipe
        with placed(place):
            check_comparable(base, found.recipe, space.figure)
            if found.recipe.data != space.recipe.data:
                check_validation(found.recipe.data)
        absent = tuple(in_study(one, place) for one in found.absent)
        corners.append(Corner(value, (found.params, found.macs), found.refused, absent))
    if why and not base:
        raise why
    return corners


def too_costly(space: SearchSpace, name: str, corners: Sequence[Corner]) -> list[Diagnostic]:
    """A724 for each value with which a trial costs too much to be trained."""
    place = space.plan.place("over", name, key=True)
    return [
        Diagnostic(
            "A724",
            f"trials with `{name}`: {as_value(one.value)} are refused: {one.refused}",
            place,
        )
        for one in corners
        if one.refused
    ]


def check_some_trained(space: SearchSpace, corners: Mapping[str, Sequence[Corner]]) -> None:
    """Nothing, where the values of some trial make a network that is within the budget.

    Args:
        space: that is searched.
        corners: of all that varies, by name.

    Raises:
        Failure: A680 else.
    """
    params = {name: by_cost(found) for name, found in corners.items() if not name.startswith(TRAIN)}
    costly = list[tuple[str, Graph]]()
    why = ""
    for values in islice(product(*params.values()), MOST_TOGETHER):
        point = {name: one.value for name, one in zip(params, values, strict=True)}
        said = cut(", ".join(f"`{name}`: {as_value(value)}" for name, value in point.items()), 200)
        try:
            graph = space.network_with(point)
        except Failure as failure:
            why = why or f"with {said}: {failure.diagnostics[0].message}"
            continue
        if not over_budget(graph, space.plan.budget):
            return
        costly.append((f"with {said} `{graph.name}`" if said else f"`{graph.name}`", graph))
    if costly:
        what, graph = min(costly, key=lambda one: (one[1].cost.params, one[1].cost.macs))
        excess, helps = over_budget(graph, space.plan.budget), enough(graph, space.plan)
        fact = f"no trial is within the budget: {what} has {excess}"
        raise Failure([Diagnostic("A680", fact, space.plan.place("budget"), helps=helps)])
    listed = all(type(space.plan.over[name]).kind == "values" for name in params)
    if listed and prod(map(len, params.values())) <= MOST_TOGETHER:
        # What lies within ranges, and what was not tried, may still make one.
        fact, place = "no combination of these values makes a network", space.plan.place("over")
        raise Failure([Diagnostic("A680", fact, place, notes=(why,))])


def by_cost(corners: Sequence[Corner]) -> list[Corner]:
    """The same, the cheapest first.

    >>> [one.value for one in by_cost([Corner(8, (20, 3)), Corner(4, (10, 3)), Corner(5)])]
    [4, 8, 5]
    """
    return sorted(corners, key=lambda one: one.cost)


def _somewhere(
    space: SearchSpace, name: str, value: Any, others: Others
) -> tuple[Contender | None, Mapping[str, Any]]:
    """The design with a value alone, or else beside those of others, and the point that it is at.

    One that stands in another, as a field of an optimiser does, may be there with that alone. Where
    there is no design, the point is one at which what is wrong is wrong with that value.
    """
    alone = {name: value}
    beside = {word: one for word, one in others.serving.items() if word != name}
    ways = [alone, {**beside, **alone}, {**others.first, **alone}]
    for point in ways if len(others.first) > 1 else ways[:1]:
        if found := _design(space, point):
            return found, point
    return None, {**beside, **alone} if beside and _design(space, beside) else alone


def _design(space: SearchSpace, point: Mapping[str, Any]) -> Contender | None:
    """The design at a point, if there is one."""
    try:
        return space.contender(point)
    except Failure:
        return None


def _with_value(failure: Failure, place: Span | None, value: Any) -> Failure:
    """The same findings, with the place of what varies."""
    label = f"with {as_value(value)} here"
    return Failure(in_study(one, place, label) for one in failure.diagnostics)


def _is_slip(failure: Failure) -> bool:
    return any(one.code.startswith(WRITTEN_WRONG) for one in failure.diagnostics)
