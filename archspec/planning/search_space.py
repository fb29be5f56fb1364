"""The space that a sweep searches, with the design at each of its points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Help, Source
from archspec.graph import Graph
from archspec.language import Given, Overrides, Spec
from archspec.planning.budget import over_budget
from archspec.planning.contender import (
    Contender,
    base_recipe,
    with_fields,
    with_own,
)
from archspec.planning.plan import given
from archspec.planning.ranges import parted
from archspec.planning.sweep_check import COSTS
from archspec.planning.sweep_plan import SweepPlan, points
from archspec.recipe import Recipe
from archspec.syntax import Mapping as Fields

Made: TypeAlias = tuple[Spec, Graph]
"""A spec and the graph of its network."""

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
        original: makes the network of the spec's own file, in which what is wrong has its place;
            None where that file is not at hand.
    """

    plan: SweepPlan
    text: str
    recipe: Recipe
    aim: Mapping[str, str]
    network: str
    original: Callable[[Mapping[str, Given]], Made] | None = None

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

    def network_with(self, params: Mapping[str, Any]) -> Graph:
        """The network with some parameters another way.

        Raises:
            Failure: where it is no network.
        """
        return self._network(params)[1]

    def contender(self, chosen: Mapping[str, Any]) -> Contender:
        """The design at a point of the space.

        Raises:
            Failure: where no network and no recipe is there.
        """
        params, fields = parted(chosen)
        return self._design(self._network(params), fields)

    def fault(self, chosen: Mapping[str, Any]) -> Failure:
        """What is wrong at a point that has no design, in the spec's own file where it is at hand.

        Args:
            chosen: the point.
        """
        params, fields = parted(chosen)
        if self.original is not None:
            try:
                self._design(self.original(given(params, self.plan.places("over"))), fields)
            except Failure as failure:
                return failure
        try:
            self.contender(chosen)
        except Failure as failure:
            return Failure(map(_without_text, failure.diagnostics))
        raise ValueError("there is a design at that point")

    def _design(self, network: Made, fields: Mapping[str, Any]) -> Contender:
        """The design of a network with some fields of its recipe another way."""
        spec, graph = network
        base: tuple[Recipe, Fields | None] = self.recipe, None
        places = self.plan.places("over")
        if self.has_own_recipe:
            # It may be made of the parameters that vary.
            base = base_recipe(spec, graph, None)
            fields = with_own(self.plan.train, fields)
        recipe, absent = with_fields(
            graph, base, fields, places={**self.plan.places("train"), **parted(places)[1]}
        )
        refused = over_budget(graph, self.plan.budget)
        return Contender(graph.name, spec, graph, recipe, refused, absent)

    def _network(self, params: Mapping[str, Any]) -> Made:
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
    def _last(self) -> dict[str, Made]:
        """The last networks: with fields of the recipe alone varied they are those of all."""
        return {}


def _without_text(one: Diagnostic) -> Diagnostic:
    """A finding without its place in a text that nobody has written."""
    if one.span is None or one.span.source.name != TEXT:
        return one
    helps = tuple(Help(help_.text) for help_ in one.helps)
    return replace(one, span=None, label="", marks=(), helps=helps)


def compiled_text(text: str, name: str, overrides: Overrides = ()) -> Made:
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
