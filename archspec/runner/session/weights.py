"""The weights that a run keeps: those of its best epoch, and those of its last."""

from pathlib import Path
from shlex import quote
from typing import Final, Literal

from archspec.diagnostics import Failure, Fix, Problem
from archspec.files import is_there
from archspec.files.run_files import BEST, LAST, STATE
from archspec.runner.session.state import epochs_done
from archspec.runner.storage import way_on
from archspec.weights import read_header

Weights = Literal["best", "last"]
FILES: Final[dict[Weights, str]] = {"best": BEST, "last": LAST}


def weights_file(folder: Path, weights: Weights) -> Path:
    """The file with these weights.

    Raises:
        Failure: A641 if the run has not finished an epoch yet, or has lost it.
    """
    path = folder / FILES[weights]
    if is_there(path) or not is_there(folder / STATE):
        return path
    done = epochs_done(folder)
    raise _lost(folder, path.name, done) if done else _too_early(folder)


def _too_early(folder: Path) -> Failure:
    fact = f"the run in `{folder}` has not finished its first epoch"
    helps = (Fix(f"go on with it: `{way_on(folder)}`"),)
    return Failure([Problem("A641", fact, fixes=helps).unlocated()])


def _lost(folder: Path, name: str, done: int) -> Failure:
    fact = f"`{folder / name}` is gone"
    note = f"the run has {done} epoch{'s' * (done > 1)} behind it, and wrote it"
    helps = [Fix("restore it from a copy, or train anew")]
    for other, file in FILES.items():
        if file != name and is_there(folder / file):
            way = f"`archspec eval {quote(str(folder))} --weights {other}`"
            helps.append(Fix(f"or take the {other} weights, which are there: {way}"))
    return Failure([Problem("A641", fact, notes=(note,), fixes=tuple(helps)).unlocated()])


def weights_epoch(folder: Path, weights: Weights) -> int | None:
    """The number of the epoch after which they were as they are, where the file says it."""
    text = read_header(weights_file(folder, weights))[1].get("epoch", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
