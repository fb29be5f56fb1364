"""`archspec sweep`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from archspec.cli.options import (
    PathName,
    code_option,
    device_option,
    reports_failures,
    root_option,
    set_option,
)
from archspec.cli.output import say, say_json, say_wrapped
from archspec.cli.studying import Log, free_folder, train_together
from archspec.extras import takes


@click.command()
@click.argument(
    "study", metavar="[STUDY]", required=False, type=PathName(path_type=Path, dir_okay=False)
)
@set_option
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, file_okay=False),
    help="The folder of the sweep; by default the next free one under studies/.",
)
@click.option("--epochs", type=click.IntRange(1), help="Instead of the recipe's.")
@device_option
@root_option
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=1,
    help="Trials that are trained at the same time.",
)
@click.option(
    "--resume",
    type=PathName(path_type=Path, file_okay=False),
    help="Go on with the sweep in this folder, also where another process or machine works on it.",
)
@click.option(
    "--store",
    metavar="URL",
    help="A database that keeps the trials, as optuna names it; by default a journal in the"
    " folder. It is given again with --resume.",
)
@click.option("--json", "as_json", is_flag=True, help="Every trial as JSON.")
@click.option("--worker", type=int, default=0, hidden=True)
@code_option
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
    from archspec.study.sweep import begin_sweep, opened_sweep
    from archspec.study.sweep_page import as_text, write_sweep
    from archspec.study.trials import create, train_trials, tried

    if resume is not None:
        if any(value for value in given.values()):
            text = "A sweep goes on as it began: with --resume leave all out but --processes."
            raise click.UsageError(text)
        sweep = replace(opened_sweep(resume), store=store)
    else:
        sweep = replace(_planned(study, given), store=store)
        begin_sweep(sweep, create)
    if not worker:
        say(f"{sweep.count} trials into {sweep.folder}")
    log = Log(sweep.figure, ("val",), silent=bool(worker))
    train = partial(train_trials, sweep, log, allow_code=allow_code, process=worker)
    more = [*(["--allow-code"] if allow_code else []), *(["--store", store] if store else [])]
    train_together("sweep", sweep.folder, train, processes, more, worker=bool(worker))
    if worker:
        return
    found = tried(sweep)
    page = write_sweep(sweep, found)
    if as_json:
        say_json(page.data)
        return
    say_wrapped(as_text(sweep, found))
    say(f"page    {page.path}")


def _planned(study: Path | None, given: Any) -> Any:
    from archspec.study import read_plan
    from archspec.study.sweep import planned_sweep
    from archspec.study.sweep_plan import SweepPlan

    assert study is not None  # noqa: S101  checked above
    plan = read_plan(study, SweepPlan)
    words = {"epochs": "epochs", "device": "device", "root": "data.root"}
    train = {field: given[word] for word, field in words.items() if given[word] is not None}
    plan = plan.model_copy(update={"train": {**plan.train, **train}})
    settings: Sequence[tuple[str, str]] = given["settings"]
    return planned_sweep(plan, given["output"] or free_folder(study.stem), study.parent, settings)
