"""One trial of a sweep, trained to its end or as far as it is worth it."""

from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archspec.diagnostics import Failure
from archspec.files.run_files import RECIPE
from archspec.planning.contender import Contender
from archspec.planning.sweep_check import no_validation
from archspec.recipe import with_changes
from archspec.run import open_run
from archspec.runner.own.events import EpochEnd, Stop
from archspec.runner.progress import Progress
from archspec.study.outcome import Outcome, read_outcome
from archspec.study.store import reached
from archspec.study.study import network_of
from archspec.study.sweep import Sweep
from archspec.study.training import Told
from archspec.study.trial_faults import ends_sweep

if TYPE_CHECKING:
    from optuna import Trial

    from archspec.runner.data.account import Account

KILLED: Final = "killed"
"""The attribute of a trial that says how often its process did not come to an end by itself."""

PRUNED: Final = "not among the best at its age"


class Ended(Exception):  # noqa: N818  it becomes what the store has of a trial
    """A trial comes to no figure.

    Args:
        why: in words.
        pruned: whether it was given up for others that do better.
    """

    def __init__(self, why: str, *, pruned: bool = False):
        super().__init__(why)
        self.why, self.pruned = why, pruned


def trained(
    trial: "Trial", sweep: Sweep, chosen: Mapping[str, Any], told: Told, *, allow_code: bool
) -> tuple[Outcome, list[float]]:
    """What came of a trial that is trained to its end, and its figures.

    Raises:
        Failure: where it is no fault of the trial.
        Ended: where it has no figures.
    """
    place = sweep.place(trial.number)
    try:
        contender = sweep.contender(chosen)
        if contender.refused:
            raise Ended(contender.refused)
        pruned = _train(trial, sweep, contender, place, told, allow_code=allow_code)
        outcome = None if pruned else read_outcome(place, 0, "best")
    except Failure as failure:
        if ends_sweep(failure, sweep.plan.over):
            raise
        raise Ended(failure.diagnostics[0].message) from None
    if outcome is None:
        raise Ended(PRUNED, pruned=True)
    costs = {"params": contender.params, "macs": contender.macs}
    values = {name: costs.get(name, outcome.figure("val", name)) for name in sweep.aim}
    if lacking := [name for name, value in values.items() if value is None]:
        known = ", ".join(outcome.figures.get("val", {})) or "none"
        raise Ended(f"it has no figure `{lacking[0]}` of validation samples, but {known}")
    found = [value for value in values.values() if value is not None]
    if not all(map(isfinite, found)):
        raise Ended("its figures are not all finite")
    return outcome, found


def _train(
    trial: "Trial",
    sweep: Sweep,
    contender: Contender,
    place: Path,
    told: Told,
    *,
    allow_code: bool,
) -> bool:
    """Trains a run to its end, or goes on with it; whether it was given up before."""
    pruned: list[str] = []
    callbacks: list[Callable[[EpochEnd], Stop | None]] = [_alive(trial, sweep)]
    if sweep.plan.prune:
        callbacks.append(_pruning(trial, sweep, pruned))
    ways: dict[str, Any] = {
        "callbacks": callbacks,
        "allow_code": allow_code,
        "progress": _Judged(told.on_run(f"trial {trial.number}", trial.number)),
    }
    if (place / RECIPE).is_file():
        open_run(place).resume(**ways)
    else:
        network_of(contender).train(place, with_changes(contender.recipe, {}), **ways)
    return bool(pruned)


class _Judged:
    """Tells another of the progress, where the data has samples to judge by."""

    def __init__(self, told: Progress):
        self.told = told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.told, name)

    def on_data(self, account: "Account") -> None:
        """Before anything is trained, the files have said what parts there are.

        Raises:
            Failure: A680 where none is for validation.
        """
        self.told.on_data(account)
        if "val" not in account.counts:
            raise no_validation("begin another sweep, with `val: 0.1` under `data`")


def _alive(trial: "Trial", sweep: Sweep) -> Callable[[EpochEnd], Stop | None]:
    """Notes that a trial gets on."""

    def after(event: EpochEnd) -> Stop | None:  # noqa: ARG001  any epoch will do
        with reached(sweep):
            if trial.user_attrs.get(KILLED):
                trial.set_user_attr(KILLED, 0)
        return None

    return after


def _pruning(trial: "Trial", sweep: Sweep, pruned: list[str]) -> Callable[[EpochEnd], Stop | None]:
    """Ends a run after an epoch in which it is not among the best of its age."""

    def after(event: EpochEnd) -> Stop | None:
        value = event.epoch.figure(sweep.figure)
        with reached(sweep):
            if value is not None:
                trial.report(value, event.epoch.number)
            given_up = trial.should_prune()
        if given_up:
            pruned.append(PRUNED)
            return Stop(PRUNED)
        return None

    return after
