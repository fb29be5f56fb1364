"""Trains the runs of a study that nobody has trained, in this process; others may help."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Final, Protocol

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import is_there
from archspec.files.run_files import FINGERPRINT, RECIPE
from archspec.planning.contender import Contender
from archspec.recipe import with_changes
from archspec.run import open_run
from archspec.runner.progress import Progress, Silent
from archspec.study.comparison import check_measured
from archspec.study.outcome import Outcome, has_ended, keep_failure, read_outcome
from archspec.study.same_data import check_unchanged
from archspec.study.study import Study, check_no_links, network_of

ELSEWHERE: Final = "A649"
"""How it shows that another process trains a run."""

TAKEN: Final = {"A640"}
"""How it shows that another one has begun it meanwhile."""

DIVERGED: Final = "A631"
"""What is the fault of a design, and not of the study."""

IN_THE_WAY: Final = frozenset(("A640", "A641", "A642", "A645"))
"""What a folder that holds something else than a whole run is refused by."""


class Told(Protocol):
    """Is told how a study goes on."""

    def on_run(self, name: str, seed: int) -> Progress:
        """A run begins; what it gives is told of the epochs."""

    def on_outcome(self, name: str, outcome: Outcome, done: int, count: int) -> None:
        """A run has ended; `done` of `count` have."""

    def on_refused(self, name: str, why: str) -> None:
        """A design, or one run of it, cannot be trained; the others go on."""


class Untold:
    """Is told, and says nothing."""

    def on_run(self, name: str, seed: int) -> Progress:  # noqa: ARG002  see `Told`
        """See `Told`."""
        return Silent()

    def on_outcome(self, name: str, outcome: Outcome, done: int, count: int) -> None:
        """See `Told`."""

    def on_refused(self, name: str, why: str) -> None:
        """See `Told`."""


def train_all(study: Study, told: Told | None = None, *, allow_code: bool = False) -> None:
    """Trains every run that has not ended and that no other process trains.

    Each is an ordinary run: what was stopped goes on to the same numbers. A design whose numbers
    grow beyond all bounds is noted, and one that cannot be trained is left out; the others go on.

    Args:
        study: which runs there are.
        told: is told of each.
        allow_code: whether Python that a recipe names may run.

    Raises:
        Failure: at the end, why some could not be trained: A628 where the data is not what the
            study began with, A640 to A645 where something else is in the folder of a run, or
            whatever a training raises. At once, A644 where a link would lead out of the folder, and
            A680 where a run has ended without the figure that is compared.
    """
    told, runs = told or Untold(), [*study.runs()]
    for *_, folder in runs:
        check_no_links(study.folder, folder)
    ended = {folder for *_, folder in runs if has_ended(folder)}
    unfit: set[str] = set()
    refused: dict[str, Failure] = {}
    for contender, seed, folder in runs:
        name = f"{contender.name} seed {seed}"
        if folder in ended or contender.name in unfit:
            continue
        try:
            _check_data(study, contender)
            outcome = _outcome(study, contender, seed, told, allow_code)
        except Failure as failure:
            who = name
            if not is_there(folder):
                # It did not begin, and from another seed it would not either.
                unfit.add(who := contender.name)
            refused[who] = failure
            told.on_refused(who, failure.diagnostics[0].message)
            continue
        if outcome is not None:
            ended |= {place for *_, place in runs if place not in ended and has_ended(place)}
            told.on_outcome(name, outcome, len(ended), len(runs))
            check_measured([outcome], study.by)
    if refused:
        raise Failure(_together(refused))


def _check_data(study: Study, contender: Contender) -> None:
    """Nothing, where the data is still what the first run of the study began with."""
    places = (folder for *_, folder in study.runs())
    if first := next((one for one in places if (one / FINGERPRINT).is_file()), None):
        check_unchanged(first, contender.recipe)


def _outcome(
    study: Study, contender: Contender, seed: int, told: Told, allow_code: bool
) -> Outcome | None:
    """What came of a run; None where another process trains it."""
    folder = study.place(contender, seed)
    if has_ended(folder):
        return None
    begun = (folder / RECIPE).is_file()
    try:
        _train(contender, seed, folder, told.on_run(contender.name, seed), allow_code)
    except Failure as failure:
        codes = {one.code for one in failure.diagnostics}
        # What was not there a moment ago was begun by another process meanwhile.
        if codes == {ELSEWHERE} or (not begun and (folder / RECIPE).is_file() and codes == TAKEN):
            return None
        if codes != {DIVERGED}:
            raise _with_way_on(failure, study, folder) from None
        keep_failure(folder, failure.diagnostics[0].message)
    return read_outcome(folder, seed)


def _train(
    contender: Contender, seed: int, folder: Path, progress: Progress, allow_code: bool
) -> None:
    if (folder / RECIPE).is_file():
        run = open_run(folder)
        run.resume(progress=progress, allow_code=allow_code)
    else:
        recipe = with_changes(contender.recipe, {"seed": seed})
        network_of(contender).train(folder, recipe, allow_code=allow_code, progress=progress)


def _with_way_on(failure: Failure, study: Study, folder: Path) -> Failure:
    """The same; where a folder is in the way, with how the run in it is trained all the same."""
    again = f"`archspec compare --resume {quote(str(study.folder))}`"
    way = Help(f"move `{folder}` away, and {again} trains this run anew")
    return Failure(
        replace(one, helps=(way,)) if one.code in IN_THE_WAY else one for one in failure.diagnostics
    )


def _together(refused: dict[str, Failure]) -> Iterable[Diagnostic]:
    """What was found, each once, with what was not trained for it."""
    whose: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], Diagnostic] = {}
    for name, failure in refused.items():
        for one in failure.diagnostics:
            whose.setdefault((one.code, one.message), []).append(name)
            first.setdefault((one.code, one.message), one)
    for key, one in first.items():
        names = ", ".join(f"`{name}`" for name in whose[key])
        yield replace(one, notes=(*one.notes, f"not trained for that: {names}"))
