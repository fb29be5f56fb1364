"""What the commands of studies share: other processes, and how a study tells of itself."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from shlex import quote
from typing import Any, Final, TypeVar

import click

from archspec.cli.options import PathName, code_option, device_option, root_option, set_option
from archspec.cli.output import say, say_wrapped
from archspec.diagnostics import Failure
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import listed
from archspec.files import is_there, safe_name

HOME: Final = Path("studies")

Command = TypeVar("Command", bound=Callable[..., Any])

FIELDS: Final = {
    "epochs": "epochs",
    "batch_size": "batch_size",
    "device": "device",
    "root": "data.root",
}
"""Options that stand in the place of fields of every recipe, which dots reach into."""


def study_options(study: str, runs: str) -> Callable[[Command], Command]:
    """The options that all commands of studies have.

    Args:
        study: what the command makes, in a word.
        runs: what that is made of, likewise.
    """
    folder, options = PathName(path_type=Path, file_okay=False), []
    options += [
        set_option,
        click.option(
            "-o",
            "--output",
            type=folder,
            help=f"The folder of the {study}; by default the next free one under studies/.",
        ),
        click.option("--epochs", type=click.IntRange(1), help="Instead of the recipe's."),
        click.option("--batch-size", type=click.IntRange(1), help="Instead of the recipe's."),
        device_option,
        root_option,
        click.option(
            "--processes",
            type=click.IntRange(1, 256),
            default=1,
            help=f"{runs.capitalize()} that are trained at the same time.",
        ),
        click.option(
            "--resume",
            type=folder,
            help=f"Go on with the {study} in this folder, also where another process or machine"
            " works on it.",
        ),
        click.option("--json", "as_json", is_flag=True, help=f"All {runs} as JSON."),
        click.option("--worker", type=int, default=0, hidden=True),
        code_option,
    ]

    def decorated(command: Command) -> Command:
        for one in reversed(options):
            command = one(command)
        return command

    return decorated


def check_alone(study: str, given: Mapping[str, Any]) -> None:
    """Nothing, where a study goes on and nothing is said of it anew.

    Raises:
        UsageError: where something is.
    """
    if any(value for value in given.values()):
        fact = f"A {study} goes on as it began"
        raise click.UsageError(f"{fact}: with --resume leave all out but --processes.")


def check_as_they_are(given: Mapping[str, Any]) -> None:
    """Nothing, where nothing is said of how runs are trained that are there already.

    Args:
        given: what was said, by the names of parameters of the command.

    Raises:
        UsageError: where something is, with its options.
    """
    known = {one.name: one.opts[0] for one in click.get_current_context().command.params}
    if said := [known[name] for name, value in given.items() if value]:
        fact = "Runs that are there are compared as they are"
        raise click.UsageError(f"{fact}: leave out {listed(said, len(said))}.")


def given_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """What options say in the place of every recipe, by the dotted names of its fields."""
    return {field: given[word] for word, field in FIELDS.items() if given[word] is not None}


def free_folder(name: str) -> Path:
    """The next free folder under `studies` for a study of that name."""
    from archspec.runner import FirstFree

    places = FirstFree(HOME, safe_name(name, "study"))
    return next(place for place in places if not is_there(place))


def train_together(
    command: str,
    folder: Path,
    train: Callable[[], None],
    processes: int,
    options: Sequence[str] = (),
    *,
    worker: bool,
) -> None:
    """Trains what is left, here and in other processes.

    What one process cannot train keeps none from training the rest; it is told at the end.

    Args:
        command: of the study, by which others help.
        folder: of the study.
        train: trains, until there is nothing that nobody has taken.
        processes: how many there are to be.
        options: that the others get as well.
        worker: whether this is one of the others, and silent of what it cannot train.

    Raises:
        Failure: what `train` raises.
    """
    from archspec.cli.ending import INTERRUPTED

    try:
        with _others(command, folder, processes - 1, options) as others:
            # What is not trained now is tried again below, and then told.
            with suppress(Failure) if others else nullcontext():
                train()
            for one in others:
                one.wait()
        if others:
            # What one that was ended has left.
            train()
    except Failure:
        if worker:
            raise SystemExit(1) from None
        raise
    except KeyboardInterrupt:
        if not worker:
            way = f"archspec {command} --resume {quote(str(folder))}"
            say(f"\nstopped\ngo on with: {way}", err=True)
        raise SystemExit(INTERRUPTED) from None


@contextmanager
def _others(
    command: str, folder: Path, count: int, options: Sequence[str]
) -> Iterator[Sequence["subprocess.Popen[bytes]"]]:
    """Processes that help with a study; ended with this one."""
    each = max(1, (os.cpu_count() or 1) // (count + 1))
    around = {"OMP_NUM_THREADS": str(each), **os.environ}
    started = []
    try:
        for number in range(1, count + 1):
            words = [sys.executable, "-m", "archspec", command, "--resume", str(folder)]
            words += ["--worker", str(number), *options]
            started.append(subprocess.Popen(words, env=around))  # noqa: S603  this program
        yield started
    finally:
        for one in started:
            one.terminate()
            one.wait()


class Log:
    """A line for each run that has ended.

    Args:
        by: the figure that is told.
        parts: of the data, of which the first that there is is told.
        silent: whether another process says what the data is, and what cannot be trained.
        err: whether it is said beside what the command gives, which is for machines.
    """

    def __init__(
        self, by: str, parts: Sequence[str], *, silent: bool = False, err: bool = False
    ) -> None:
        self.by, self.parts, self.silent, self.err = by, parts, silent, err
        self.first = not silent
        self.refused: set[str] = set()

    def on_run(self, name: str, seed: int) -> Any:  # noqa: ARG002  each run has its name and seed
        """What is told of the epochs: of the first run, what the data is."""
        from archspec.cli.progress import Log as Training
        from archspec.runner import Silent

        err = self.err

        class Data(Training):
            on_start, on_epoch, on_note = Silent.on_start, Silent.on_epoch, Silent.on_note

            def print(self, text: str) -> None:
                say_wrapped(text, err=err)

        shown, self.first = Data() if self.first else Silent(), False
        return shown

    def on_outcome(self, name: str, outcome: Any, done: int, count: int) -> None:
        """How a run has ended."""
        from archspec.study.table import duration, spread_text

        values = ((part, outcome.figure(part, self.by)) for part in self.parts)
        part, value = next((one for one in values if one[1] is not None), ("", None))
        figure = f"{part} {self.by} {spread_text([value], self.by)}" if value is not None else ""
        said = figure or outcome.failed or "no such figure"
        place = f"{done:>{len(str(count))}} of {count}"
        say(f"{place}  {as_name(name)}: {said}  {duration(outcome.seconds)}", err=self.err)

    def on_refused(self, name: str, why: str) -> None:
        """What cannot be trained, once."""
        if not self.silent and name not in self.refused:
            self.refused.add(name)
            say(f"not trained: {as_name(name)}: {why}", err=self.err)
