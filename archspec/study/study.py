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
from archspec.files.run_files import RUNS, STUDY, is_study_folder
from archspec.kind.choice import Table
from archspec.language import Overrides
from archspec.network import Network, loads
from archspec.planning.contender import Contender
from archspec.planning.designs import check_names, contenders
from archspec.planning.known_figures import figure_of
from archspec.planning.plan import Plan, Seeds
from archspec.recipe import Recipe, recipe_of
from archspec.runner.storage import claim_empty, read_json, unreadable, write_json

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
    found = contenders(plan, home, overrides)
    by = plan.by or figure_of(found[0].graph, found[0].recipe)
    return Study(folder, found, plan.seeds, by)


def begin(study: Study) -> None:
    """Keeps in the study's folder all that it takes to go on with it.

    Raises:
        Failure: A640 where a study or anything else is there, A644 where it cannot be written.
    """
    claim_empty(study.folder, "compare")
    designs = [
        KeptDesign(name=one.name, spec=network_of(one).text, recipe=one.recipe, refused=one.refused)
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
        meant = None if is_there(folder) else nearby(folder, "folder", fits=is_study_folder)
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
    found = tuple(map(_contender_of, kept.designs))
    check_names(found)
    return Study(folder, found, kept.seeds, kept.by)


def _contender_of(one: KeptDesign) -> Contender:
    network = loads(one.spec, f"{one.name} of the study")
    return Contender(one.name, network.spec, network.graph, one.recipe, one.refused)


def network_of(one: Contender) -> Network:
    """The network of a design, of which modules are made."""
    return Network(one.spec, one.graph)
