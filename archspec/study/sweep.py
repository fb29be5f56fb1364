"""A sweep in its folder: the space, the trials that were made in it, and what came of each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Annotated, Final
from uuid import uuid4

from pydantic import BeforeValidator, Field, ValidationError

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import is_there, missing_folders, remove_empty
from archspec.files.nearby import nearby
from archspec.files.run_files import RUNS, is_study_folder
from archspec.kind.choice import Table
from archspec.language import Overrides
from archspec.planning.planned_space import planned_space
from archspec.planning.search_space import SearchSpace, compiled_text
from archspec.planning.sweep_check import known_aim, misplaced_words
from archspec.planning.sweep_plan import SweepPlan
from archspec.recipe import Recipe, recipe_of
from archspec.recipe.changes import with_tuples
from archspec.runner.storage import claim_empty, read_json, unreadable, write_json
from archspec.study.study import FILE, check_no_links

WORDS: Final = ("plan", "name", "network")
"""Of what is kept, all that is written again."""

JOURNAL: Final = "trials.jsonl"
"""In which the trials are kept, where no database does that."""


class KeptSweep(Table):
    """All that it takes to go on with a sweep."""

    plan: SweepPlan
    name: str
    network: str = Field("network", description="What the network is called.")
    spec: str
    recipe: Annotated[Recipe, BeforeValidator(recipe_of)]
    stored: bool | None = Field(
        None,
        description="Whether a database keeps the trials; where that is not known, the journal "
        "says it. Its URL is not kept, as a password may be in it.",
    )


@dataclass(frozen=True, kw_only=True)
class Sweep(SearchSpace):
    """A space over one spec, searched in a folder.

    Args:
        folder: in which the runs lie.
        name: by which the store knows it.
        store: the URL of a database that keeps the trials, which whoever runs it names; by default
            a journal in the folder.
    """

    folder: Path
    name: str
    store: str | None = None

    def place(self, number: int) -> Path:
        """The folder of a trial's run."""
        return self.folder / RUNS / f"{number:04}"


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
    space, _ = planned_space(plan, home, overrides)
    return Sweep(
        plan=space.plan,
        text=space.text,
        recipe=space.recipe,
        aim=space.aim,
        network=space.network,
        folder=folder,
        name=f"{folder.name}-{uuid4().hex[:8]}",
    )


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
        network=sweep.network,
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
        meant = None if is_there(folder) else nearby(folder, "folder", fits=is_study_folder)
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
    spec, graph = compiled_text(kept.spec, kept.network)
    if misplaced := misplaced_words(kept.plan, spec, kept.recipe):
        raise Failure(misplaced.values())
    aim = known_aim(kept.plan, graph, kept.recipe)
    return Sweep(
        plan=kept.plan,
        text=kept.spec,
        recipe=kept.recipe,
        aim=aim,
        folder=folder,
        name=kept.name,
        network=kept.network,
        store=store,
    )


def _check_store(folder: Path, kept: KeptSweep, store: str | None) -> None:
    stored = kept.stored if kept.stored is not None else not (folder / JOURNAL).exists()
    if stored and store is None:
        fact = f"a database keeps the trials of `{folder}`"
        way = Help(f"give it again: `archspec sweep --resume {quote(str(folder))} --store URL`")
        raise Failure([Diagnostic("A681", fact, helps=(way,))])
    if store is not None and not stored:
        fact = f"a journal in `{folder}` keeps the trials, and no database"
        raise Failure([Diagnostic("A681", fact, helps=(Help("leave `--store` out"),))])
