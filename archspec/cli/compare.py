"""`archspec compare`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from archspec.cli.completing import specs
from archspec.cli.mistaken_paths import check_runs, means_run
from archspec.cli.options import PathName, Setting, reports_failures
from archspec.cli.options import show as show_findings
from archspec.cli.output import say, say_json, say_wrapped
from archspec.cli.studying import (
    Log,
    check_alone,
    check_as_they_are,
    free_folder,
    given_fields,
    study_options,
    train_together,
)
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name
from archspec.extras import takes
from archspec.files import is_there


@click.command()
@click.argument("designs", metavar="[DESIGN]", nargs=-1, shell_complete=specs)
@study_options("study", "runs")
@click.option(
    "--recipe",
    type=PathName(path_type=Path, dir_okay=False),
    help="A file whose `train:` takes the place of every design's own.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1_000),
    help="How many runs of each design; 5 by default. Fewer than 3 give no verdict.",
)
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    type=Setting(),
    help="The most `params=N` or `macs=N`; a design above it is not trained.",
)
@click.option("--by", help="The figure that is compared; accuracy, or else the loss, by default.")
@reports_failures
@takes("train", "`archspec compare`")
def command(
    designs: Sequence[str],
    resume: Path | None,
    *,
    output: Path | None,
    processes: int,
    as_json: bool,
    worker: int,
    allow_code: bool,
    **given: Any,
) -> None:
    r"""Train several designs from several seeds, and say which is better.

    Each DESIGN is a spec; or one file with a `study:` says all of it. Runs that were trained
    already are compared as they are. Every run lies in the folder of the study and is one as
    `archspec train` makes it; what was stopped goes on with --resume.

    \b
    Example:
        archspec compare net net_width net_res --seeds 5 --epochs 10
        archspec compare study.yaml --processes 2
        archspec compare --resume studies/compare
        archspec compare runs/net runs/net-2
    """
    if (resume is None) == (not designs):
        raise click.UsageError("Give either DESIGNs to compare or a study to --resume.")
    if any(map(means_run, designs)):
        check_runs(designs)
        ways = {"output": output, "processes": processes != 1, "allow_code": allow_code}
        check_as_they_are({**given, **ways, "resume": resume, "by": None})
        show_runs(designs, given["by"], as_json=as_json)
        return
    from archspec.study import abandon, begin, compared, opened, train_all, write_comparison
    from archspec.study.comparison import PARTS

    if resume is not None:
        check_alone("study", {**given, "output": output})
        study = opened(resume)
    else:
        study = _planned(designs, output, given)
        begin(study)
    if not worker:
        _announce(study, err=as_json)
    log = Log(study.by, PARTS, silent=bool(worker), err=as_json)
    train = partial(train_all, study, log, allow_code=allow_code)
    options = {"--allow-code": allow_code, "--json": as_json}
    more = [option for option, wanted in options.items() if wanted]
    untrained = None
    try:
        train_together("compare", study.folder, train, processes, more, worker=bool(worker))
    except Failure as failure:
        untrained = Failure(map(_with_options, failure.diagnostics))
        if resume is None:
            abandon(study)
    if worker:
        return
    found = compared(study) if is_there(study.folder) else None
    if found is not None and (untrained is None or any(row.outcomes for row in found.rows)):
        show(found, write_comparison(study, found), as_json=as_json)
    if untrained is not None:
        raise untrained


def _planned(designs: Sequence[str], output: Path | None, given: Mapping[str, Any]) -> Any:
    """The study that the command line describes, by itself or in a file; warns of equal designs."""
    from archspec.planning.contender import with_own
    from archspec.planning.equal_designs import equal_designs
    from archspec.study import Plan, is_study_file, planned, read_plan

    first = Path(designs[0])
    if len(designs) == 1 and is_study_file(first):
        plan, home, name = read_plan(first, Plan), first.parent, first.stem
    else:
        plan, home, name = Plan.model_validate({"designs": tuple(designs)}), Path(), "compare"
    plan = plan.model_copy(
        update={
            "train": with_own(plan.train, given_fields(given)),
            "recipe": str(given["recipe"].absolute()) if given["recipe"] else plan.recipe,
            "seeds": given["seeds"] or plan.seeds,
            "by": given["by"] or plan.by,
            "budget": _budget(plan.budget, given["budgets"]),
        }
    )
    study = planned(plan, output or free_folder(name), home, given["settings"])
    if equal := [*equal_designs(study.contenders, plan)]:
        show_findings(equal, sys.stderr)
    return study


def _with_options(one: Diagnostic) -> Diagnostic:
    """A finding on data that is not there, with the options that name other data."""
    if one.code not in ("A620", "A621"):
        return one
    way = "or name its folder by `--root FOLDER`, or train all on other data by `--recipe FILE`"
    return replace(one, helps=(*one.helps, Help(way)))


def _budget(budget: Any, given: Sequence[tuple[str, str]]) -> Any:
    for name, text in given:
        number = text.replace("_", "").replace(",", "")
        if name not in ("params", "macs") or not number.isdecimal() or not int(number):
            raise click.UsageError(f"--budget {name}={text}: write `params=N` or `macs=N`.")
        budget = budget.model_copy(update={name: int(number)})
    return budget


def _announce(study: Any, *, err: bool) -> None:
    for one in study.contenders:
        if one.refused:
            say(f"not trained: {as_name(one.name)} has {one.refused}", err=err)
    count = sum(1 for _ in study.runs())
    say(f"{count} run{'s' * (count != 1)} into {study.folder}", err=err)


def show(found: Any, page: Path | None, *, as_json: bool) -> None:
    """The comparison, and where it lies."""
    from archspec.study import as_data, as_text

    if as_json:
        say_json(as_data(found))
        return
    say_wrapped(as_text(found))
    if page is not None:
        say(f"page    {page}")


def show_runs(folders: Sequence[str], by: str | None, *, as_json: bool) -> None:
    """Runs that were trained before, those of one design together."""
    from archspec.study.trained import compare_runs

    show(compare_runs([Path(one) for one in folders], by), None, as_json=as_json)
