"""Trains the runs of a study that nobody has trained, in this process; others may help."""

from pathlib import Path
from typing import Final, Protocol

from archspec.diagnostics import Failure
from archspec.files.run_files import RECIPE
from archspec.recipe import with_changes
from archspec.run import open_run
from archspec.runner.progress import Progress, Silent
from archspec.study.contender import Contender
from archspec.study.outcome import Outcome, keep_failure, read_outcome
from archspec.study.study import Study, check_no_links

ELSEWHERE: Final = frozenset(("A640", "A649"))
"""How it shows that another process has begun a run meanwhile."""

DIVERGED: Final = "A631"
"""What is the fault of a design, and not of the study."""


class Told(Protocol):
    """Is told how a study goes on."""

    def on_run(self, name: str, seed: int) -> Progress:
        """A run begins; what it gives is told of the epochs."""

    def on_outcome(self, name: str, outcome: Outcome, done: int, count: int) -> None:
        """A run has ended; `done` of `count` have."""


class Untold:
    """Is told, and says nothing."""

    def on_run(self, name: str, seed: int) -> Progress:  # noqa: ARG002  see `Told`
        """See `Told`."""
        return Silent()

    def on_outcome(self, name: str, outcome: Outcome, done: int, count: int) -> None:
        """See `Told`."""


def train_all(study: Study, told: Told | None = None, *, allow_code: bool = False) -> None:
    """Trains every run that has not ended and that no other process trains.

    Each is an ordinary run: what was stopped goes on to the same numbers.

    Args:
        study: which runs there are.
        told: is told of each.
        allow_code: whether Python that a recipe names may run.

    Raises:
        Failure: A6xx where data or the machine do not fit; a design whose numbers grow beyond all
            bounds is noted, and the others go on.
    """
    told, runs = told or Untold(), [*study.runs()]
    for contender, seed, folder in runs:
        check_no_links(study.folder, folder)
        if read_outcome(folder, seed) is not None:
            continue
        try:
            _train(contender, seed, folder, told.on_run(contender.name, seed), allow_code)
        except Failure as failure:
            codes = {one.code for one in failure.diagnostics}
            if codes <= ELSEWHERE:
                continue
            if codes != {DIVERGED}:
                raise
            keep_failure(folder, failure.diagnostics[0].message)
        if outcome := read_outcome(folder, seed):
            done = sum(read_outcome(place, number) is not None for _, number, place in runs)
            told.on_outcome(f"{contender.name} seed {seed}", outcome, done, len(runs))


def _train(
    contender: Contender, seed: int, folder: Path, progress: Progress, allow_code: bool
) -> None:
    if (folder / RECIPE).is_file():
        run = open_run(folder)
        run.resume(progress=progress, allow_code=allow_code)
    else:
        recipe = with_changes(contender.recipe, {"seed": seed})
        contender.network.train(folder, recipe, allow_code=allow_code, progress=progress)
