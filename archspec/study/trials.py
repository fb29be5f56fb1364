"""The trials of a sweep, trained by any number of processes.

All of them are put into the store when the sweep begins, so that no two processes take one. Who
trains one holds a lock beside its run; one that nobody holds any more was cut off, and is gone on
with by the next process that looks.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archspec.files import Held, locked
from archspec.files.run_files import RECIPE, RUNS
from archspec.planning.sweep_plan import Random
from archspec.runner.session.state import progress_saved
from archspec.study.outcome import Outcome, keep_failure
from archspec.study.store import kept_trials, opened_store, quiet, reached
from archspec.study.study import check_no_links
from archspec.study.suggested import suggested
from archspec.study.sweep import Sweep
from archspec.study.training import Told, Untold
from archspec.study.trial import KILLED, Ended, trained
from archspec.study.tried import REFUSED

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.trial import FrozenTrial

PLACE: Final = "place"
"""The attribute of a trial that says in which folder it is trained."""

MOST_KILLED: Final = 3
"""Times after which a trial is given up, whose process is killed before it comes any further."""

SAVED: Final = "saved"
"""The attribute of a trial that says how far it had come when it was last begun or gone on with."""

SECONDS: Final = 60
"""After which a trial that was taken but not begun was cut off."""


def train_trials(
    sweep: Sweep, told: Told | None = None, *, allow_code: bool = False, process: int = 0
) -> None:
    """Trains trials until there is none that nobody has taken.

    Args:
        sweep: that they belong to.
        told: is told of each.
        allow_code: whether Python that the recipe names may run.
        process: the number of this one among those that were started together; a process of its
            own draws other values than they.

    Raises:
        Failure: A6xx where data or the machine do not fit, A681 where the store cannot be had.
    """
    runs = sweep.folder / RUNS
    check_no_links(sweep.folder, runs)
    runs.mkdir(exist_ok=True)
    with quiet():
        study = opened_store(sweep)
        while trial := _taken(study, sweep, process):
            _try(study, trial, sweep, told or Untold(), allow_code=allow_code)


def _taken(study: "Study", sweep: Sweep, process: int) -> "Trial | None":
    """A trial that was cut off, or else the next that waits."""
    with reached(sweep):
        return _next(study, sweep, process)


def _next(study: "Study", sweep: Sweep, process: int) -> "Trial | None":
    import optuna
    from optuna.trial import Trial, TrialState

    for cut in kept_trials(study, (TrialState.RUNNING,)):
        if _is_free(cut, sweep):
            return Trial(study, cut._trial_id)
    if not kept_trials(study, (TrialState.WAITING,)):
        return None
    begun = sum(one.state != TrialState.WAITING for one in kept_trials(study))
    seed = (sweep.plan.seed * 1_000_003 + begun * 257 + process) % 2**31
    if isinstance(sweep.plan.search, Random):
        study.sampler = optuna.samplers.RandomSampler(seed)
    else:
        study.sampler = optuna.samplers.TPESampler(seed=seed, constant_liar=True)
    trial = study.ask()
    if trial.number >= sweep.count:
        # Another process took the last one meanwhile, and this is one more than there are to be.
        study.tell(trial, state=TrialState.FAIL)
        return None
    return trial


def _is_free(cut: "FrozenTrial", sweep: Sweep) -> bool:
    """Whether a trial that was begun is trained by nobody, and is this folder's to go on with."""
    if PLACE not in cut.user_attrs:
        begun = cut.datetime_start
        return begun is None or (datetime.now() - begun).total_seconds() > SECONDS
    # A journal goes wherever its folder goes; a database may be asked from several.
    if sweep.store is not None and cut.user_attrs[PLACE] != str(sweep.folder.absolute()):
        return False
    with suppress(Held), locked(_claim(sweep, cut.number)):
        return True
    return False


def _claim(sweep: Sweep, number: int) -> Path:
    return sweep.place(number).with_suffix(".lock")


def _try(study: "Study", trial: "Trial", sweep: Sweep, told: Told, *, allow_code: bool) -> None:
    """Trains a trial, and tells the store what came of it."""
    place = sweep.place(trial.number)
    check_no_links(sweep.folder, place)
    with suppress(Held), locked(_claim(sweep, trial.number)):
        with reached(sweep):
            chosen = _chosen(study, trial, sweep)
        if chosen is None:
            return
        try:
            with _counted(trial, sweep):
                outcome, values = trained(trial, sweep, chosen, told, allow_code=allow_code)
        except Ended as end:
            outcome = Outcome(place, 0, {}, failed=end.why)
            _give_up(study, trial, sweep, end)
        else:
            with reached(sweep):
                study.tell(trial, values)
        with reached(sweep):
            ended = sum(one.state.is_finished() for one in kept_trials(study))
        told.on_outcome(f"trial {trial.number}", outcome, ended, sweep.count)


def _chosen(study: "Study", trial: "Trial", sweep: Sweep) -> dict[str, Any] | None:
    """The values of a trial that is trained here from now on; None where it has ended already.

    Raises:
        ValueError, UserWarning: where the store has other values for it than what varies has.
    """
    from optuna.trial import TrialState

    if trial.number not in {one.number for one in kept_trials(study, (TrialState.RUNNING,))}:
        return None
    trial.set_user_attr(PLACE, str(sweep.folder.absolute()))
    with warnings.catch_warnings():
        # Of a value out of range, optuna warns and takes it.
        warnings.simplefilter("error", UserWarning)
        return {name: suggested(trial, name, one) for name, one in sweep.plan.over.items()}


def _give_up(study: "Study", trial: "Trial", sweep: Sweep, end: Ended) -> None:
    """Tells the store, and the folder of the run where there is one, why there is no figure."""
    from optuna.trial import TrialState

    with reached(sweep):
        if not end.pruned:
            trial.set_user_attr(REFUSED, end.why)
        study.tell(trial, state=TrialState.PRUNED if len(sweep.aim) == 1 else TrialState.FAIL)
    place = sweep.place(trial.number)
    if (place / RECIPE).is_file():
        keep_failure(place, end.why)


@contextmanager
def _counted(trial: "Trial", sweep: Sweep) -> Iterator[None]:
    """Counts how often the process that trains it is killed without having come any further.

    What takes all of a machine's memory is ended by the system, and would be so for ever.

    Raises:
        Ended: where that has been often enough.
    """
    with reached(sweep):
        attributes, saved = trial.user_attrs, progress_saved(sweep.place(trial.number))
        further = saved > tuple(attributes.get(SAVED, (0, 0)))
        killed = 0 if further else int(attributes.get(KILLED, 0))
    if killed >= MOST_KILLED:
        raise Ended(f"its process was killed {killed} times before it had come any further")
    with reached(sweep):
        trial.set_user_attr(SAVED, saved)
        trial.set_user_attr(KILLED, killed + 1)
    try:
        yield
    finally:
        # Whatever ended it, it was not killed.
        with reached(sweep):
            trial.set_user_attr(KILLED, 0)
