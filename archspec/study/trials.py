"""The trials of a sweep, trained by any number of processes.

All of them are put into the store when the sweep begins, so that no two processes take one. Who
trains one holds a lock beside its run; one that nobody holds any more was cut off, and is gone on
with by the next process that looks.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import Held, locked
from archspec.files.run_files import RECIPE
from archspec.recipe import with_changes
from archspec.run import open_run
from archspec.runner.own.events import EpochEnd, Stop
from archspec.study.outcome import Outcome, read_outcome
from archspec.study.store import opened_store, quiet
from archspec.study.study import check_no_links
from archspec.study.sweep import Sweep
from archspec.study.sweep_plan import Random
from archspec.study.training import DIVERGED, Told, Untold
from archspec.study.tried import REFUSED

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.trial import FrozenTrial

PLACE: Final = "place"
"""The attribute of a trial that says in which folder it is trained."""

SECONDS: Final = 60
"""After which a trial that was taken but not begun was cut off."""

PRUNED: Final = "not among the best at its age"


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
    with quiet():
        study = opened_store(sweep)
        while trial := _taken(study, sweep, process):
            _try(study, trial, sweep, told or Untold(), allow_code=allow_code)


def _taken(study: "Study", sweep: Sweep, process: int) -> "Trial | None":
    """A trial that was cut off, or else the next that waits."""
    import optuna
    from optuna.trial import Trial, TrialState

    for cut in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        if _is_free(cut, sweep):
            return Trial(study, cut._trial_id)
    if not study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
        return None
    begun = sum(one.state != TrialState.WAITING for one in study.get_trials(deepcopy=False))
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
    if cut.user_attrs[PLACE] != str(sweep.folder.absolute()):
        return False
    with suppress(Held), locked(_claim(sweep, cut.number)):
        return True
    return False


def _claim(sweep: Sweep, number: int) -> Path:
    return sweep.place(number).with_suffix(".lock")


def _try(study: "Study", trial: "Trial", sweep: Sweep, told: Told, *, allow_code: bool) -> None:
    """Trains a trial, and tells the store what came of it."""
    from optuna.trial import TrialState

    place = sweep.place(trial.number)
    check_no_links(sweep.folder, place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(Held), locked(_claim(sweep, trial.number)):
        if study.get_trials(deepcopy=False)[trial.number].state != TrialState.RUNNING:
            return
        trial.set_user_attr(PLACE, str(sweep.folder.absolute()))
        chosen = {name: one.suggest(trial, name) for name, one in sweep.plan.over.items()}
        worst = TrialState.PRUNED if len(sweep.aim) == 1 else TrialState.FAIL
        try:
            contender = sweep.contender(chosen)
            why = contender.refused
        except Failure as failure:
            why = failure.diagnostics[0].message
        if not why:
            why = _train(trial, sweep, contender, place, told, allow_code=allow_code)
        if why and why != PRUNED:
            trial.set_user_attr(REFUSED, why)
        if why:
            study.tell(trial, state=worst)
            return
        outcome = read_outcome(place, 0, "best")
        assert outcome is not None  # noqa: S101  it was trained to its end
        costs = {"params": contender.network.params, "macs": contender.network.macs}
        figure = _judged(outcome, sweep.figure)
        study.tell(trial, [costs.get(name, figure) for name in sweep.aim])
        ended = sum(one.state.is_finished() for one in study.get_trials(deepcopy=False))
        told.on_outcome(f"trial {trial.number}", outcome, ended, sweep.count)


def _judged(outcome: Outcome, name: str) -> float:
    """The figure by which trials are chosen: of samples that were neither trained on nor kept."""
    if "val" not in outcome.figures:
        fact = "a sweep chooses by validation samples, and the data holds none back"
        helps = (Help("write `val: 0.1` under `data`; test samples stay unseen by it"),)
        raise Failure([Diagnostic("A680", fact, helps=helps)])
    if (figure := outcome.figure("val", name)) is None:
        fact = f"the runs of this sweep have no figure `{name}`"
        note = f"they have {', '.join(outcome.figures['val'])}"
        raise Failure([Diagnostic("A680", fact, notes=(note,))])
    return figure


def _train(
    trial: "Trial",
    sweep: Sweep,
    contender: Any,
    place: Path,
    told: Told,
    *,
    allow_code: bool,
) -> str:
    """Trains a run to its end, or goes on with it; why it has no figure, or nothing."""
    pruned: list[str] = []
    callbacks = [_pruning(trial, sweep.figure, pruned)] if sweep.plan.prune else []
    progress = told.on_run(f"trial {trial.number}", trial.number)
    ways: dict[str, Any] = {
        "callbacks": callbacks,
        "allow_code": allow_code,
        "progress": progress,
    }
    try:
        if (place / RECIPE).is_file():
            open_run(place).resume(**ways)
        else:
            contender.network.train(place, with_changes(contender.recipe, {}), **ways)
    except Failure as failure:
        if {one.code for one in failure.diagnostics} != {DIVERGED}:
            raise
        return failure.diagnostics[0].message
    return PRUNED if pruned else ""


def _pruning(trial: "Trial", figure: str, pruned: list[str]) -> Callable[[EpochEnd], Stop | None]:
    """Ends a run after an epoch in which it is not among the best of its age."""

    def after(event: EpochEnd) -> Stop | None:
        value = event.epoch.figure(figure)
        if value is not None:
            trial.report(value, event.epoch.number)
        if trial.should_prune():
            pruned.append(PRUNED)
            return Stop(PRUNED)
        return None

    return after
