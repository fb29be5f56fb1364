"""What became of the trials of a sweep, as its store has it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from archspec.study.store import opened_store, quiet, reached
from archspec.study.sweep import Sweep

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

REFUSED: Final = "refused"
"""The attribute of a trial that says why it has no figure."""


@dataclass(frozen=True)
class Tried:
    """A trial.

    Args:
        number: of it, from 0.
        chosen: what varies, with its values.
        values: of the aims, in their order; empty without any.
        state: `done`, `pruned`, `refused`, `training` or `waiting`.
        note: why it was refused.
    """

    number: int
    chosen: dict[str, Any]
    values: tuple[float, ...]
    state: str
    note: str = ""


def tried(sweep: Sweep) -> list[Tried]:
    """Every trial of a sweep, the best first where there is one aim.

    Raises:
        Failure: A681 where the store cannot be had.
    """
    with quiet(), reached(sweep):
        found = [_described(one, sweep) for one in opened_store(sweep).get_trials(deepcopy=False)]
    whole = [one for one in found if one.number < sweep.count]
    sign = -1 if sweep.aim[sweep.figure] == "max" else 1
    at = [*sweep.aim].index(sweep.figure)
    return sorted(
        whole, key=lambda one: (not one.values, sign * one.values[at] if one.values else 0)
    )


def _described(one: "FrozenTrial", sweep: Sweep) -> Tried:
    over = sweep.plan.over
    chosen = {
        name: over[name].corners[value] if type(over[name]).kind == "values" else value
        for name, value in one.params.items()
        if name in over
    }
    note = str(one.user_attrs.get(REFUSED, ""))
    words = {"RUNNING": "training", "WAITING": "waiting", "COMPLETE": "done", "PRUNED": "pruned"}
    state = "refused" if note else words.get(one.state.name, "refused")
    values = tuple(one.values) if one.state.name == "COMPLETE" else ()
    return Tried(one.number, chosen, values, state, note)
