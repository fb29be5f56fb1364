"""Paths of another sort than a command takes, and the command that was meant."""

from pathlib import Path
from shlex import quote
from typing import Final

from archspec.cli.listing import found_runs
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import is_there
from archspec.files.run_files import RECIPE

SHOWN: Final = 6
"""Runs that a help names."""


def check_no_run(spec: str) -> None:
    """Nothing, where what is to be trained is not the folder of a run.

    Raises:
        Failure: A101 where it is, with the command that goes on with it.
    """
    if is_there(Path(spec) / RECIPE):
        help_ = Help(f"go on with it: `archspec train --resume {quote(spec)}`")
        raise Failure([Diagnostic("A101", f"`{spec}` is a run, and no spec", helps=(help_,))])


def check_no_spec(run: Path) -> None:
    """Nothing, where what is to be the folder of a run is no file.

    Raises:
        Failure: A641 where it is, with the runs that there are.
    """
    if not (is_there(run) and run.is_file()):
        return
    listed = runs_here()
    text = f"here are {listed}" if listed else f"`archspec train {quote(str(run))}` makes one"
    help_ = Help(f"name the folder of a run: {text}")
    raise Failure([Diagnostic("A641", f"`{run}` is a file, and no run", helps=(help_,))])


def runs_here(folder: Path = Path("runs")) -> str:
    """The runs below a folder, in words; nothing where there are none."""
    found = [f"`{one}`" for one in found_runs([folder])]
    return ", ".join(found[:SHOWN]) + ", …" * (len(found) > SHOWN)


def no_image(folder: Path) -> Failure:
    """The finding that a folder stands where an image belongs (A626)."""
    help_ = Help(f"name the images in it: `{quote(str(folder))}/*`")
    return Failure([Diagnostic("A626", f"`{folder}` is a folder, and no image", helps=(help_,))])
