"""`archspec compare`."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any, Final

import click

from archspec.cli.completing import specs
from archspec.cli.options import (
    PathName,
    Setting,
    code_option,
    device_option,
    reports_failures,
    root_option,
    set_option,
)
from archspec.cli.output import say, say_json
from archspec.diagnostics.readable import as_name
from archspec.extras import takes
from archspec.files import is_there, safe_name
from archspec.files.run_files import RECIPE

HOME: Final = Path("studies")


@click.command()
@click.argument("designs", metavar="[DESIGN]", nargs=-1, shell_complete=specs)
@set_option
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, file_okay=False),
    help="The folder of the study; by default the next free one under studies/.",
)
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
@click.option("--epochs", type=click.IntRange(1), help="Instead of the recipes'.")
@click.option("--batch-size", type=click.IntRange(1), help="Instead of the recipes'.")
@device_option
@root_option
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    type=Setting(),
    help="The most `params=N` or `macs=N`; a design above it is not trained.",
)
@click.option("--by", help="The figure that is compared; accuracy, or else the loss, by default.")
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=1,
    help="Runs that are trained at the same time.",
)
@click.option(
    "--resume",
    type=PathName(path_type=Path, file_okay=False),
    help="Go on with the study in this folder, also where another process or machine works on it.",
)
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
@click.option("--worker", is_flag=True, hidden=True)
@code_option
@reports_failures
@takes("train", "`archspec compare`")
def command(
    designs: Sequence[str],
    resume: Path | None,
    *,
    output: Path | None,
    processes: int,
    as_json: bool,
    worker: bool,
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
    if designs and all((Path(one) / RECIPE).is_file() for one in designs):
        show_runs(designs, given["by"], as_json=as_json)
        return
    from archspec.study import begin, compared, opened, write_comparison

    if resume is not None:
        _check_alone(given, output)
        study = opened(resume)
    else:
        study = _planned(designs, output, given)
        begin(study)
    _train(study, processes, allow_code=allow_code, worker=worker)
    if worker:
        return
    found = compared(study)
    page = write_comparison(study.folder, found)
    show(found, page, as_json=as_json)


def _check_alone(given: Mapping[str, Any], output: Path | None) -> None:
    if output is not None or any(value for value in given.values()):
        text = "A study goes on as it began: with --resume leave all out but --processes."
        raise click.UsageError(text)


def _planned(designs: Sequence[str], output: Path | None, given: Mapping[str, Any]) -> Any:
    """The study that the command line describes, by itself or in a file."""
    from archspec.study import Plan, is_study, planned, read_plan

    first = Path(designs[0])
    if len(designs) == 1 and is_study(first):
        plan, home, name = read_plan(first, Plan), first.parent, first.stem
    else:
        plan, home, name = Plan.model_validate({"designs": tuple(designs)}), Path(), "compare"
    words = {
        "epochs": "epochs",
        "batch_size": "batch_size",
        "device": "device",
        "root": "data.root",
    }
    train = {field: given[word] for word, field in words.items() if given[word] is not None}
    plan = plan.model_copy(
        update={
            "train": {**plan.train, **train},
            "recipe": str(given["recipe"].absolute()) if given["recipe"] else plan.recipe,
            "seeds": given["seeds"] or plan.seeds,
            "by": given["by"] or plan.by,
            "budget": _budget(plan.budget, given["budgets"]),
        }
    )
    return planned(plan, output or _free(safe_name(name, "study")), home, given["settings"])


def _budget(budget: Any, given: Sequence[tuple[str, str]]) -> Any:
    for name, text in given:
        number = text.replace("_", "").replace(",", "")
        if name not in ("params", "macs") or not number.isdecimal() or not int(number):
            raise click.UsageError(f"--budget {name}={text}: write `params=N` or `macs=N`.")
        budget = budget.model_copy(update={name: int(number)})
    return budget


def _free(name: str) -> Path:
    from archspec.runner import FirstFree

    return next(place for place in FirstFree(HOME, name) if not is_there(place))


def _train(study: Any, processes: int, *, allow_code: bool, worker: bool) -> None:
    """Trains what is left, here and in other processes."""
    from archspec.cli.ending import INTERRUPTED
    from archspec.study import read_outcome, train_all

    log = Log(study)
    if not worker:
        log.begin()
    way = f"go on with: archspec compare --resume {quote(str(study.folder))}"
    try:
        with _helpers(study.folder, processes - 1, allow_code=allow_code) as helpers:
            train_all(study, log, allow_code=allow_code)
            for one in helpers:
                one.wait()
        if not worker and any(read_outcome(place, seed) is None for _, seed, place in study.runs()):
            # What a process that was ended has left; others may train elsewhere.
            train_all(study, log, allow_code=allow_code)
    except KeyboardInterrupt:
        if not worker:
            say(f"\nstopped\n{way}", err=True)
        raise SystemExit(INTERRUPTED) from None


@contextmanager
def _helpers(folder: Path, count: int, *, allow_code: bool) -> Iterator[list[Any]]:
    """Processes that train runs of the same study; ended with this one."""
    words = [sys.executable, "-m", "archspec", "compare", "--worker", "--resume", str(folder)]
    words += ["--allow-code"] if allow_code else []
    each = max(1, (os.cpu_count() or 1) // (count + 1))
    around = {"OMP_NUM_THREADS": str(each), **os.environ} if count else {}
    started = [subprocess.Popen(words, env=around) for _ in range(count)]  # noqa: S603  this program
    try:
        yield started
    finally:
        for one in started:
            one.terminate()
            one.wait()


class Log:
    """A line for each run that has ended."""

    def __init__(self, study: Any) -> None:
        self.study, self.first = study, True

    def begin(self) -> None:
        """What is to be trained, and where."""
        for one in self.study.contenders:
            if one.refused:
                say(f"not trained: {as_name(one.name)} has {one.refused}")
        runs = sum(1 for _ in self.study.runs())
        say(f"{runs} runs into {self.study.folder}")

    def on_run(self, name: str, seed: int) -> Any:  # noqa: ARG002  each run has its name and seed
        """What is told of the epochs: of the first run, what the data is."""
        from archspec.cli.progress import Log as Training
        from archspec.runner import Silent

        class Data(Training):
            on_download, on_start, on_epoch = Silent.on_download, Silent.on_start, Silent.on_epoch
            on_note = Silent.on_note

        shown, self.first = Data() if self.first else Silent(), False
        return shown

    def on_outcome(self, name: str, outcome: Any, done: int, count: int) -> None:
        """How a run has ended."""
        from archspec.study.comparison import PARTS
        from archspec.study.table import duration, spread_text

        by = self.study.by
        values = ((part, outcome.figure(part, by)) for part in PARTS)
        part, value = next((one for one in values if one[1] is not None), ("", None))
        figure = f"{part} {by} {spread_text([value], by)}" if value is not None else outcome.failed
        said = f"{as_name(name)} seed {outcome.seed}: {figure or 'no such figure'}"
        say(f"{done:>{len(str(count))}} of {count}  {said}  {duration(outcome.seconds)}")


def show(found: Any, page: Path | None, *, as_json: bool) -> None:
    """The comparison, and where it lies."""
    from archspec.study import as_data, as_text

    if as_json:
        say_json(as_data(found))
        return
    say(as_text(found))
    if page is not None:
        say(f"page    {page}")


def show_runs(folders: Sequence[str], by: str | None, *, as_json: bool) -> None:
    """Runs that were trained before, those of one design together."""
    from archspec.study.trained import compare_runs

    show(compare_runs([Path(one) for one in folders], by), None, as_json=as_json)
