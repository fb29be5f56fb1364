"""`archspec runs`, and runs as the commands that read them see them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from archspec.cli.differences import differences, differences_text
from archspec.cli.listing import Listed, age, found_runs, listed
from archspec.cli.mistaken_paths import check_no_spec, runs_here
from archspec.cli.options import PathName, reports_failures
from archspec.cli.output import say, say_json, say_wrapped
from archspec.compiler import compile_file
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name, as_percent
from archspec.diagnostics.reasons import reason_lines
from archspec.files import is_there
from archspec.files.nearby import nearby
from archspec.files.run_files import SPEC
from archspec.network import Network

ORDERS: Final[dict[str, Callable[[Listed], Any]]] = {
    "name": lambda run: str(run.path),
    "accuracy": lambda run: -1.0 if run.accuracy is None else run.accuracy,
    "loss": lambda run: float("inf") if run.loss is None else run.loss,
    "epochs": lambda run: run.epochs,
    "age": lambda run: run.changed,
}


@click.command()
@click.argument("places", metavar="[PATH]...", nargs=-1, type=PathName(path_type=Path))
@click.option(
    "--sort", type=click.Choice(list(ORDERS)), default="name", help="By what they are ordered."
)
@click.option("--differences", "differing", is_flag=True, help="In what their recipes differ.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@reports_failures
def command(places: tuple[Path, ...], sort: str, *, differing: bool, as_json: bool) -> None:
    r"""List runs: what came of each, and whether it is being trained, stopped or done.

    Each PATH is a run, a study, or a folder of these; by default `runs`. The figures are those of
    the best epoch, of the validation samples where there are any.

    \b
    Example:
        archspec runs
        archspec runs --sort accuracy
        archspec runs runs/digits runs/digits-2 --differences
    """
    where = places or (Path("runs"),)
    runs = sorted(map(listed, found_runs(where)), key=ORDERS[sort])
    if not runs:
        names = ", ".join(f"`{place}`" for place in where)
        gone = [one for one in where if not is_there(one)]
        meant = dict.fromkeys(filter(None, (nearby(one, "folder", fits=_has_runs) for one in gone)))
        helps = [*meant, *(f"there are some in `{one}`" for one in _below(where))] or [
            "`archspec train SPEC` makes a run and says where it is"
        ]
        fact = f"there are no runs in {names}"
        raise Failure([Diagnostic("A641", fact, helps=tuple(map(Help, helps)))])
    if as_json:
        say_json(as_data(runs, differing=differing))
    elif differing:
        say(differences_text(runs) or "the recipes of these runs are equal")
    else:
        head = ["run", "state", "epochs", "best", "of", "loss", "accuracy", "written"]
        say(table(head, [row(run) for run in runs]))
        ended = ((str(run.path), run.note) for run in runs if run.state == "given up")
        for line in reason_lines("given up", ended, "what `--json` gives"):
            say_wrapped(line)


def _below(places: Sequence[Path]) -> list[Path]:
    """The folders in some others in which trainings and studies put their runs, where there are."""
    homes = (place / name for place in places for name in ("runs", "studies"))
    return [one for one in homes if is_there(one) and _has_runs(one)]


def _has_runs(folder: Path) -> bool:
    try:
        return any(found_runs([folder]))
    except OSError:
        # What nobody may look into is no place to point to.
        return False


def row(run: Listed) -> list[str]:
    """A run as cells of a table."""
    if run.state == "damaged":
        return [str(run.path), run.state, *[""] * 5, run.note]
    accuracy = "" if run.accuracy is None else as_percent(run.accuracy)
    return [
        str(run.path),
        run.state,
        f"{run.epochs} of {run.planned}",
        str(run.best or ""),
        run.part,
        "" if run.loss is None else f"{run.loss:.4f}",
        accuracy,
        age(run.changed),
    ]


def as_data(runs: Sequence[Listed], *, differing: bool) -> Any:
    """The same for machines."""
    if differing:
        return differences(runs)
    return [{**asdict(run), "path": str(run.path)} for run in runs]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells in columns.

    >>> print(table(["a", "b"], [["long", "x"]]))
    a     b
    long  x
    """
    cells = [list(map(as_name, one)) for one in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(f"{c:{w}}" for c, w in zip(one, widths, strict=True)) for one in cells)
    return "\n".join(line.rstrip() for line in lines)


def tell_training(folder: Path) -> None:
    """Says that a run goes on meanwhile, so that its figures are those of some epoch before."""
    from archspec.runner import trained_by

    if who := trained_by(folder):
        say(f"{folder} is being trained by {who}: what follows is of an epoch before", err=True)


def module_of(folder: Path) -> Any:
    """The network of a run as the run computes it, with initial weights.

    Raises:
        Failure: A641, A645 where the folder is no run, or what is wrong with its spec.
    """
    from archspec.runner import read_recipe

    network = network_of(folder)
    return network.build_for(read_recipe(folder))


def network_of(folder: Path) -> Network:
    """The network of a run, from the spec in its folder.

    Raises:
        Failure: A641 where the folder is no run, or what is wrong with its spec.
    """
    check_no_spec(folder)
    path = folder / SPEC
    if not (is_there(path) and path.is_file()):
        what = "holds no run" if is_there(folder) and folder.is_dir() else "is not there"
        if inside := runs_here(folder):
            help_ = f"in it are {inside}: name one of them"
        elif listed := runs_here(wanted=folder.name):
            help_ = f"here are {listed}"
        else:
            help_ = "`archspec train SPEC` makes a run and says where it is"
        helps = (Help(help_),)
        raise Failure([Diagnostic("A641", f"the folder `{folder}` {what}", helps=helps)])
    return Network(*compile_file(path))
