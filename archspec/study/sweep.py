"""A sweep in its folder: the space, the trials that were made in it, and what came of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, Final
from uuid import uuid4

from pydantic import BeforeValidator, Field, ValidationError

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import is_there, missing_folders, remove_empty
from archspec.files.nearby import nearby
from archspec.files.run_files import RUNS
from archspec.kind.choice import Table
from archspec.language import Overrides
from archspec.network import loads
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
from archspec.study.space import parted
from archspec.study.study import FILE, check_no_links, figure_of, is_study
from archspec.study.sweep_check import (
    COSTS,
    check_comparable,
    check_plan,
    check_validation,
    check_words,
    known_aim,
)
from archspec.study.sweep_plan import SweepPlan, points

WRITTEN_WRONG: Final = "A2"
"""How the codes begin of what no value of a list may have: it is a slip of whoever wrote it."""


WORDS: Final = ("plan", "name")
"""Of what is kept, all that is written again."""

JOURNAL: Final = "trials.jsonl"
"""In which the trials are kept, where no database does that."""


class KeptSweep(Table):
    """All that it takes to go on with a sweep."""

    plan: SweepPlan
    name: str
    spec: str
    recipe: Annotated[Recipe, BeforeValidator(recipe_of)]
    stored: bool | None = Field(
        None,
        description="Whether a database keeps the trials; where that is not known, the journal "
        "says it. Its URL is not kept, as a password may be in it.",
    )


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

    @cached_property
    def has_own_recipe(self) -> bool:
        """Whether trials are trained by what the spec says, and not by a file for all of them."""
        own = self.plan.recipe is None
        return own and loads(self.text, "the spec of the sweep").spec.train is not None

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
        recipe = self.recipe
        if self.has_own_recipe:
            # It may be made of the parameters that vary.
            recipe, fields = base_recipe(network, None), {**self.plan.train, **fields}
        recipe = with_fields(network, recipe, fields)
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
    recipe = with_fields(network, recipe, plan.train)
    aim = dict(plan.aim) or {figure_of(recipe): better(figure_of(recipe))}
    check_plan(plan, aim)
    check_words(plan, network, recipe)
    check_validation(recipe.data)
    aim = known_aim(network, recipe, aim)
    name = f"{folder.name}-{uuid4().hex[:8]}"
    kept = plan.model_copy(update={"aim": aim})
    sweep = Sweep(folder, kept, name, network.text, recipe, aim)
    _try_corners(sweep)
    return sweep


def _try_corners(sweep: Sweep) -> None:
    """Nothing, where what varies is there, and both ends of each range and some of a list can be.

    A value is tried with the others as they are written, and with the first of each: one that
    stands in another, as a field of an optimiser does, may be there with that alone.
    """
    first = {name: one.corners[0] for name, one in sweep.plan.over.items()}
    for name, one in sweep.plan.over.items():
        listed, recipes, failures = type(one).kind == "values", list[Recipe](), list[Failure]()
        for value in one.corners:
            try:
                recipes.append(_somewhere(sweep, ({name: value}, {**first, name: value})))
            except Failure as failure:
                if not listed or _is_slip(failure):
                    raise
                failures.append(failure)
        if not recipes:
            raise failures[0]
        for recipe in recipes[1:]:
            check_comparable(recipes[0], recipe, sweep.figure)


def _somewhere(sweep: Sweep, points: Sequence[Mapping[str, Any]]) -> Recipe:
    """The recipe at the first of some points that can be; else what is wrong with the last."""
    *others, last = points
    for point in others:
        with suppress(Failure):
            return sweep.contender(point).recipe
    return sweep.contender(last).recipe


def _is_slip(failure: Failure) -> bool:
    return any(one.code.startswith(WRITTEN_WRONG) for one in failure.diagnostics)


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
    kept = KeptSweep(
        plan=sweep.plan,
        name=sweep.name,
        spec=sweep.text,
        recipe=sweep.recipe,
        stored=sweep.store is not None,
    )
    write_json(sweep.folder / FILE, kept.model_dump(mode="json"))


def opened_sweep(folder: Path, store: str | None = None) -> Sweep:
    """The sweep in a folder; no code of anybody's runs.

    Args:
        folder: of the sweep.
        store: the URL of the database that keeps the trials, where one does.

    Raises:
        Failure: A641 where there is none, A645 where its file is not as a sweep writes it, A681
            where the trials are kept elsewhere than that, A680 where its plan cannot be followed.
    """
    if not (folder / FILE).is_file():
        meant = None if is_there(folder) else nearby(folder, "folder", fits=is_study)
        help_ = Help(meant or "`archspec sweep STUDY -o FOLDER` makes one")
        raise Failure([Diagnostic("A641", f"the folder `{folder}` holds no sweep", helps=(help_,))])
    try:
        check_no_links(folder, folder / FILE)
        content = read_json(folder / FILE)
        if "designs" in content:
            way = Help(f"go on with it: `archspec compare --resume {folder}`")
            raise Failure([Diagnostic("A641", f"`{folder}` is a comparison", helps=(way,))])
        json.dumps([content.get(one) for one in WORDS], ensure_ascii=False).encode()
        kept = KeptSweep.model_validate(with_tuples(content))
    except UnicodeEncodeError:
        raise unreadable(folder / FILE, "it holds half of a character") from None
    except ValidationError as error:
        raise unreadable(folder / FILE, str(error.errors()[0]["msg"])) from None
    _check_store(folder, kept, store)
    figure = figure_of(kept.recipe)
    aim = dict(kept.plan.aim) or {figure: better(figure)}
    network = loads(kept.spec, "the spec of the sweep")
    check_plan(kept.plan, aim)
    check_words(kept.plan, network, kept.recipe)
    aim = known_aim(network, kept.recipe, aim)
    return Sweep(folder, kept.plan, kept.name, kept.spec, kept.recipe, aim, store)


def _check_store(folder: Path, kept: KeptSweep, store: str | None) -> None:
    stored = kept.stored if kept.stored is not None else not (folder / JOURNAL).exists()
    if stored and store is None:
        fact = f"a database keeps the trials of `{folder}`"
        way = Help(f"give it again: `archspec sweep --resume {quote(str(folder))} --store URL`")
        raise Failure([Diagnostic("A681", fact, helps=(way,))])
    if store is not None and not stored:
        fact = f"a journal in `{folder}` keeps the trials, and no database"
        raise Failure([Diagnostic("A681", fact, helps=(Help("leave `--store` out"),))])
