"""`archspec sweep`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from archspec.cli.mistaken_paths import check_no_study
from archspec.cli.options import PathName, reports_failures
from archspec.cli.output import say, say_json, say_wrapped
from archspec.cli.studying import (
    Log,
    check_alone,
    free_folder,
    given_fields,
    study_options,
    train_together,
)
from archspec.extras import takes


@click.command()
@click.argument("study", metavar="[STUDY]", required=False, type=PathName(path_type=Path))
@study_options("sweep", "trials")
@click.option(
    "--store",
    metavar="URL",
    help="A database that keeps the trials, as optuna names it; by default a journal in the"
    " folder. It is given again with --resume.",
)
@reports_failures
@takes("sweep", "`archspec sweep`")
def command(
    study: Path | None,
    resume: Path | None,
    *,
    processes: int,
    as_json: bool,
    worker: int,
    allow_code: bool,
    store: str | None,
    **given: Any,
) -> None:
    r"""Search a space of designs and recipes for what does best on validation samples.

    STUDY is a file whose `study:` names a spec, what varies `over` what, and how it is searched.
    Every trial is a run as `archspec train` makes it, in the folder of the sweep. The best design
    is written as `best.yaml` beside them, and `confirm.yaml` is a study of it from several seeds.

    \b
    Example:
        archspec sweep study.yaml
        archspec sweep study.yaml --processes 4 -o studies/rates
        archspec sweep --resume studies/rates
    """
    if (study is None) == (resume is None):
        raise click.UsageError("Give either the file of a STUDY or a sweep to --resume.")
    from archspec.study.store import create
    from archspec.study.sweep import begin_sweep, opened_sweep
    from archspec.study.sweep_page import as_text, check_found, write_sweep
    from archspec.study.trials import train_trials
    from archspec.study.tried import tried

    if resume is not None:
        check_alone("sweep", given)
        sweep = opened_sweep(resume, store)
    else:
        sweep = replace(_planned(study, given), store=store)
        begin_sweep(sweep, create)
    if not worker:
        trials = f"{sweep.count} trial{'s' * (sweep.count != 1)}"
        say(f"{trials} into {sweep.folder}", err=as_json)
    log = Log(sweep.figure, ("val",), silent=bool(worker), err=as_json)
    train = partial(train_trials, sweep, log, allow_code=allow_code, process=worker)
    more = [*(["--allow-code"] if allow_code else []), *(["--store", store] if store else [])]
    more += ["--json"] if as_json else []
    train_together("sweep", sweep.folder, train, processes, more, worker=bool(worker))
    if worker:
        return
    found = tried(sweep)
    page = write_sweep(sweep, found)
    if as_json:
        say_json(page.data)
    else:
        say_wrapped(as_text(sweep, found))
        say(f"page    {page.path}")
    check_found(found)


def _planned(study: Path | None, given: Any) -> Any:
    from archspec.planning.contender import with_own
    from archspec.planning.sweep_plan import SweepPlan
    from archspec.study import read_plan
    from archspec.study.sweep import planned_sweep

    assert study is not None  # noqa: S101  checked above
    check_no_study(study)
    plan = read_plan(study, SweepPlan)
    plan = plan.model_copy(update={"train": with_own(plan.train, given_fields(given))})
    settings: Sequence[tuple[str, str]] = given["settings"]
    return planned_sweep(plan, given["output"] or free_folder(study.stem), study.parent, settings)
