"""A sweep in its folder: the space, the trials that were made in it, and what came of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import uuid4

from pydantic import BeforeValidator, ValidationError

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import missing_folders, remove_empty
from archspec.kind.choice import Table
from archspec.language import Overrides
from archspec.network import Network, loads
from archspec.recipe import Recipe, recipe_of
from archspec.recipe.changes import with_tuples
from archspec.recipe.metrics import better
from archspec.runner.storage import claim_empty, read_json, unreadable, write_json
from archspec.study.contender import (
    Contender,
    base_recipe,
    network_from,
    over_budget,
    with_fields,
)
from archspec.study.space import TRAIN, parted
from archspec.study.study import FILE, RUNS, check_no_links, figure_of
from archspec.study.sweep_plan import Grid, SweepPlan, points

COSTS: Final = ("params", "macs")
"""Aims that need no training."""


class KeptSweep(Table):
    """All that it takes to go on with a sweep."""

    plan: SweepPlan
    name: str
    spec: str
    recipe: Annotated[Recipe, BeforeValidator(recipe_of)]


@dataclass(frozen=True)
class Sweep:
    """A space over one spec, searched in a folder.

    Args:
        folder: in which the runs lie.
        plan: what varies, and how it is searched.
        name: by which the store knows it.
        text: of the spec.
        recipe: of every trial but for what varies.
        aim: whether each figure is to be large or small.
        store: the URL of a database that keeps the trials, which whoever runs it names; by default
            a journal in the folder.
    """

    folder: Path
    plan: SweepPlan
    name: str
    text: str
    recipe: Recipe
    aim: Mapping[str, str]
    store: str | None = None

    @property
    def figure(self) -> str:
        """What training is to make large or small."""
        return next(name for name in self.aim if name not in COSTS)

    @property
    def count(self) -> int:
        """How many trials there are to be."""
        return points(self.plan)

    def place(self, number: int) -> Path:
        """The folder of a trial's run."""
        return self.folder / RUNS / f"{number:04}"

    def contender(self, chosen: Mapping[str, Any]) -> Contender:
        """The design at a point of the space.

        Raises:
            Failure: where no network and no recipe is there.
        """
        params, fields = parted(chosen)
        network = loads(self.text, "the spec of the sweep", params=params)
        recipe = with_fields(network, self.recipe, fields)
        return Contender(network.name, network, recipe, over_budget(network, self.plan.budget))


def planned_sweep(
    plan: SweepPlan, folder: Path, home: Path = Path(), overrides: Overrides = ()
) -> Sweep:
    """The sweep that a plan describes, whose space has been tried at its corners.

    Args:
        plan: what varies.
        folder: in which the runs are to lie.
        home: the folder that files in the plan are named from.
        overrides: values of parameters, as a command line has them.

    Raises:
        Failure: what is wrong with the spec, the recipe or a corner of the space; A680 where the
            plan cannot be followed.
    """
    network = network_from(plan.spec, home, plan.set, overrides)
    recipe = base_recipe(network, home / plan.recipe if plan.recipe else None)
    recipe = with_fields(network, recipe, plan.train) if plan.train else recipe
    aim = dict(plan.aim) or {figure_of(recipe): better(figure_of(recipe))}
    _check(plan, aim)
    _check_words(plan, network, recipe)
    name = f"{folder.name}-{uuid4().hex[:8]}"
    sweep = Sweep(folder, plan, name, network.text, recipe, aim)
    _try_corners(sweep)
    return sweep


def _check(plan: SweepPlan, aim: Mapping[str, str]) -> None:
    def refuse(fact: str, help_: str) -> None:
        raise Failure([Diagnostic("A680", fact, helps=(Help(help_),))])

    lists = all(type(one).kind == "values" for one in plan.over.values())
    if isinstance(plan.search, Grid) and not lists:
        refuse("a grid takes a list of values for everything that varies", "or search by `random`")
    if all(name in COSTS for name in aim):
        refuse("no aim is a figure of training", "write what is to be large: `{accuracy: max}`")
    if plan.prune is not None and len(aim) > 1:
        refuse("trials with two aims cannot be ended early", "leave `prune` out, or one aim")


def _check_words(plan: SweepPlan, network: Network, recipe: Recipe) -> None:
    """Nothing, where no field of the recipe stands where parameters of the spec do."""
    rule = recipe.optimizer
    fields = {name: f"{TRAIN}{name}" for name in Recipe.model_fields}
    fields |= {name: f"{TRAIN}optimizer.{rule.kind}.{name}" for name in type(rule).model_fields}
    fields["learning_rate"] = f"{TRAIN}optimizer.{rule.kind}.lr"
    for word in plan.over:
        if word not in network.spec.params and word in fields:
            fact = f"`{word}` is a field of the recipe, and no parameter of `{network.name}`"
            help_ = Help(f"write `{fields[word]}`")
            raise Failure([Diagnostic("A211", fact, helps=(help_,))])


def _try_corners(sweep: Sweep) -> None:
    """Nothing, where what varies is there and each value at an end of its range can be taken."""
    first = {name: one.corners[0] for name, one in sweep.plan.over.items()}
    sweep.contender(first)
    for name, one in sweep.plan.over.items():
        for value in one.corners[1:]:
            sweep.contender({**first, name: value})


def begin_sweep(sweep: Sweep, create: Callable[[Sweep], None]) -> None:
    """Keeps in the folder all that it takes to go on, once every trial is in the store.

    Args:
        sweep: that begins.
        create: puts its trials there.

    Raises:
        Failure: A640, A644 where the folder cannot be had; A681 where the store cannot.
    """
    made = missing_folders(sweep.folder)
    claim_empty(sweep.folder, "sweep")
    try:
        create(sweep)
    except BaseException:
        remove_empty(made)
        raise
    kept = KeptSweep(plan=sweep.plan, name=sweep.name, spec=sweep.text, recipe=sweep.recipe)
    write_json(sweep.folder / FILE, kept.model_dump(mode="json"))


def opened_sweep(folder: Path) -> Sweep:
    """The sweep in a folder; no code of anybody's runs.

    Raises:
        Failure: A641 where there is none, A645 where its file is not as a sweep writes it.
    """
    if not (folder / FILE).is_file():
        help_ = Help("`archspec sweep STUDY -o FOLDER` makes one")
        raise Failure([Diagnostic("A641", f"the folder `{folder}` holds no sweep", helps=(help_,))])
    try:
        check_no_links(folder, folder / FILE)
        content = read_json(folder / FILE)
        if "designs" in content:
            way = Help(f"go on with it: `archspec compare --resume {folder}`")
            raise Failure([Diagnostic("A641", f"`{folder}` is a comparison", helps=(way,))])
        kept = KeptSweep.model_validate(with_tuples(content))
    except ValidationError as error:
        raise unreadable(folder / FILE, str(error.errors()[0]["msg"])) from None
    figure = figure_of(kept.recipe)
    aim = dict(kept.plan.aim) or {figure: better(figure)}
    return Sweep(folder, kept.plan, kept.name, kept.spec, kept.recipe, aim)
