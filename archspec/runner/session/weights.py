"""The weights that a run keeps: those of its best epoch, and those of its last."""

from pathlib import Path
from typing import Final, Literal

from archspec.diagnostics import Failure, Fix, Problem
from archspec.runner.session.state import STATE
from archspec.runner.storage import way_on
from archspec.weights import read_header

BEST, LAST = "best.safetensors", "last.safetensors"
Weights = Literal["best", "last"]
FILES: Final[dict[Weights, str]] = {"best": BEST, "last": LAST}


def weights_file(folder: Path, weights: Weights) -> Path:
    """The file with these weights.

    Raises:
        Failure: A641 if the run has not finished an epoch yet.
    """
    path = folder / FILES[weights]
    if not path.exists() and (folder / STATE).exists():
        fact = f"the run in `{folder}` has not finished its first epoch"
        helps = (Fix(f"go on with it: `{way_on(folder)}`"),)
        raise Failure([Problem("A641", fact, fixes=helps).unlocated()])
    return path


def weights_epoch(folder: Path, weights: Weights) -> int | None:
    """The number of the epoch after which they were as they are, where the file says it."""
    text = read_header(weights_file(folder, weights))[1].get("epoch", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
