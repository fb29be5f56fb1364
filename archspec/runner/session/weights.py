"""The weights that a run keeps: those of its best epoch, and those of its last."""

from pathlib import Path
from shlex import quote
from typing import Final, Literal

from torch import nn

from archspec.diagnostics import Failure, Fix, Problem
from archspec.files import is_there
from archspec.files.run_files import BEST, LAST, STATE
from archspec.runner.checkpoint import check_shapes, load_weights, readable
from archspec.runner.session.fingerprint import read_fingerprint
from archspec.runner.session.identity import check_identity
from archspec.runner.session.state import epochs_and_best, epochs_done
from archspec.runner.storage import way_on
from archspec.weights import read_header

Weights = Literal["best", "last"]
FILES: Final[dict[Weights, str]] = {"best": BEST, "last": LAST}


def weights_file(folder: Path, weights: Weights) -> Path:
    """The file with these weights, where it is of this run and of the epoch that it should be.

    Raises:
        Failure: A641 if the run has not finished an epoch yet, or has lost it, A642 if it is
            damaged, of another run or of another epoch.
    """
    path = folder / FILES[weights]
    if is_there(path):
        if known := read_fingerprint(folder):
            check_identity(path, known.identity)
        if is_there(folder / STATE):
            _check_epoch(folder, weights)
        return path
    if not is_there(folder / STATE):
        return path
    done = epochs_done(folder)
    raise _lost(folder, path.name, done) if done else _too_early(folder)


def load_kept(folder: Path, weights: Weights, model: nn.Module) -> None:
    """Fill `model` with weights that a run keeps.

    Raises:
        Failure: A641, A642 as `weights_file`; A643 if they are of another network, which says more
            than that they are of another run.
    """
    path = folder / FILES[weights]
    if is_there(path):
        with readable(path):
            check_shapes(path, model, read_header(path)[0])
    load_weights(weights_file(folder, weights), model)


def _check_epoch(folder: Path, weights: Weights) -> None:
    """Nothing, where the weights are of the epoch of which the state says so, or of the next.

    They are written before the state, and a run that is being trained goes on between two looks.

    Raises:
        Failure: A642 where they are of another one.
    """
    while (epoch := weights_epoch(folder, weights)) is not None:
        done, best = epochs_and_best(folder)
        right = best if weights == "best" else done
        if epoch in (right, done + 1):
            return
        if weights_epoch(folder, weights) == epoch:
            raise _other_epoch(folder / FILES[weights], weights, epoch, right)


def _other_epoch(path: Path, weights: Weights, epoch: int, right: int) -> Failure:
    fact = f"the checkpoint `{path}` is of epoch {epoch}, and the {weights} epoch was {right}"
    helps = (Fix("put back the file that this run wrote, or train anew"),)
    return Failure([Problem("A642", fact, fixes=helps).unlocated()])


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
    path = folder / FILES[weights]
    with readable(path):
        text = read_header(path)[1].get("epoch", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
