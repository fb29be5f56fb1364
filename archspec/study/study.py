"""A study in its folder: which designs, from which seeds, and where each run lies."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, ValidationError

from archspec.diagnostics import Diagnostic, Failure, Help, Problem
from archspec.files import is_there, safe_name
from archspec.files.nearby import nearby
from archspec.files.run_files import RUNS, STUDY
from archspec.kind.choice import Table
from archspec.language import Overrides
from archspec.network import loads
from archspec.recipe import Recipe, as_value, changes, recipe_of
from archspec.runner.storage import claim_empty, read_json, unreadable, write_json
from archspec.study.contender import (
    Contender,
    base_recipe,
    network_from,
    over_budget,
    with_fields,
)
from archspec.study.known_figures import check_figure
from archspec.study.plan import Design, Plan, Seeds

FILE: Final = STUDY
"""What marks the folder of a study."""


class KeptDesign(Table):
    """A design as the folder of a study keeps it."""

    name: str
    spec: str
    recipe: Annotated[Recipe, BeforeValidator(recipe_of)]
    refused: str


class Kept(Table):
    """All that it takes to go on with a study."""

    seeds: Seeds
    by: str
    designs: Annotated[tuple[KeptDesign, ...], BeforeValidator(tuple), Field(min_length=1)]


@dataclass(frozen=True)
class Study:
    """Designs, each to be trained from several seeds, in a folder.

    Args:
        folder: in which the runs lie.
        contenders: the designs.
        seeds: how many of each: 0, 1, 2, …
        by: the figure that is compared.
    """

    folder: Path
    contenders: tuple[Contender, ...]
    seeds: int
    by: str

    def place(self, contender: Contender, seed: int) -> Path:
        """The folder of a run."""
        return self.folder / RUNS / safe_name(contender.name, "design") / f"seed-{seed}"

    def runs(self) -> Iterator[tuple[Contender, int, Path]]:
        """Every run, a seed of all designs after the other, so that a part of them is fair."""
        for seed in range(self.seeds):
            for one in self.contenders:
                if not one.refused:
                    yield one, seed, self.place(one, seed)


def planned(plan: Plan, folder: Path, home: Path = Path(), overrides: Overrides = ()) -> Study:
    """The study that a plan describes, of which everything has been checked and nothing trained.

    Args:
        plan: what it compares.
        folder: in which the runs are to lie.
        home: the folder that files in the plan are named from.
        overrides: values of parameters, as a command line has them, which go before the plan's.

    Raises:
        Failure: what is wrong with any spec or recipe; A603, A680 where the designs cannot be
            compared.
    """
    contenders = tuple(_contender(plan, design, home, overrides) for design in plan.designs)
    _check_names(contenders)
    _check_same_data(contenders)
    for one in contenders if plan.by else ():
        check_figure(one, plan.by or "")
    if all(one.refused for one in contenders):
        facts = [f"`{one.name}` has {one.refused}" for one in contenders]
        raise Failure([Diagnostic("A680", f"no design is within the budget: {facts[0]}")])
    return Study(folder, contenders, plan.seeds, plan.by or figure_of(contenders[0].recipe))


def _contender(plan: Plan, design: Design, home: Path, overrides: Overrides) -> Contender:
    network = network_from(design.spec, home, {**plan.set, **design.set}, overrides)
    base = base_recipe(network, home / plan.recipe if plan.recipe else None)
    fields = {**plan.train, **design.train}
    if "seed" in fields:
        fact = "`train: {seed: …}` would be the seed of all runs of a design, which are to differ"
        help_ = Help("leave it out, and write how many there are: `seeds: 5`")
        raise Failure([Diagnostic("A680", fact, helps=(help_,))])
    name = design.name or network.name
    recipe = with_fields(network, base, fields, name)
    return Contender(name, network, recipe, over_budget(network, plan.budget))


def _check_names(contenders: tuple[Contender, ...]) -> None:
    names = [safe_name(one.name, "design") for one in contenders]
    if twice := next((name for name in names if names.count(name) > 1), None):
        fact = f"two designs are called `{twice}`"
        help_ = Help("give one another name: `{spec: …, name: …}` in the file of the study")
        raise Failure([Diagnostic("A680", fact, helps=(help_,))])


def _check_same_data(contenders: tuple[Contender, ...]) -> None:
    """Nothing, where all are trained and measured on the same samples."""
    first, *others = contenders
    for one in others:
        differing = [
            change
            for change in changes(first.recipe, one.recipe)
            if change.field.split(".")[0] == "data" and change.field != "data.augment"
        ]
        if differing:
            change = differing[0]
            fact = f"`{first.name}` and `{one.name}` are not trained on the same data"
            note = f"`{change.field}` is {as_value(change.old)} and {as_value(change.new)}"
            help_ = Help("give all one recipe: `--recipe FILE`, or `train: {data: …}` in the study")
            raise Failure([Diagnostic("A680", fact, notes=(note,), helps=(help_,))])


def is_study(folder: Path) -> bool:
    """Whether a folder is that of a study, a comparison or a sweep."""
    return is_there(folder / FILE)


def figure_of(recipe: Recipe) -> str:
    """What is compared where nobody says: accuracy, where there is one, or what is watched."""
    whole = recipe.loss.kind == "cross_entropy" and not recipe.targets
    return "accuracy" if whole else recipe.watch


def begin(study: Study) -> None:
    """Keeps in the study's folder all that it takes to go on with it.

    Raises:
        Failure: A640 where a study or anything else is there, A644 where it cannot be written.
    """
    claim_empty(study.folder, "compare")
    designs = [
        KeptDesign(name=one.name, spec=one.network.text, recipe=one.recipe, refused=one.refused)
        for one in study.contenders
    ]
    kept = Kept(seeds=study.seeds, by=study.by, designs=tuple(designs))
    write_json(study.folder / FILE, kept.model_dump(mode="json"))


def abandon(study: Study) -> None:
    """Takes back what `begin` has made, where no run has begun; the folder stays if it has."""
    if not (study.folder / RUNS).exists():
        (study.folder / FILE).unlink(missing_ok=True)
        for folder in (study.folder, study.folder.parent):
            with suppress(OSError):  # what others have put there stays
                folder.rmdir()


def check_no_links(folder: Path, place: Path) -> None:
    """Nothing, where what is written at a place of a study stays in its folder.

    Raises:
        Failure: A644 where a link on the way would lead it elsewhere.
    """
    way = [place, *place.parents]
    for one in way[: way.index(folder)]:
        if one.is_symlink():
            fact = f"`{one}` is a link, and a study writes nothing outside of its folder"
            raise Failure([Problem("A644", fact).unlocated()])


def opened(folder: Path) -> Study:
    """The study in a folder; no code of anybody's runs.

    Raises:
        Failure: A641 where there is none, A645 where its file is not as a study writes it, and what
            is wrong with its specs.
    """
    if not (folder / FILE).is_file():
        meant = None if is_there(folder) else nearby(folder, "folder", fits=is_study)
        help_ = Help(meant or "`archspec compare DESIGN… -o FOLDER` makes one")
        raise Failure([Diagnostic("A641", f"the folder `{folder}` holds no study", helps=(help_,))])
    check_no_links(folder, folder / FILE)
    content = read_json(folder / FILE)
    if "plan" in content:
        help_ = Help(f"go on with it: `archspec sweep --resume {folder}`")
        raise Failure([Diagnostic("A641", f"`{folder}` is a sweep", helps=(help_,))])
    try:
        kept = Kept.model_validate(content)
    except ValidationError as error:
        raise unreadable(folder / FILE, str(error.errors()[0]["msg"])) from None
    contenders = tuple(map(_contender_of, kept.designs))
    _check_names(contenders)
    return Study(folder, contenders, kept.seeds, kept.by)


def _contender_of(one: KeptDesign) -> Contender:
    network = loads(one.spec, f"{one.name} of the study")
    return Contender(one.name, network, one.recipe, one.refused)
