"""What became of the trials of a sweep, as its store has it."""

from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any, Final

from archspec.diagnostics.readable import cut, printable
from archspec.planning.ranges import Range
from archspec.study.store import kept_trials, opened_store, quiet, reached
from archspec.study.sweep import Sweep

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

MOST: Final = 1e100
"""The largest figure of a trial that is told; what is beyond is no measure, and cannot be drawn."""

LONGEST: Final = 1_000
"""Letters of a reason that are read."""

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
        found = [_described(one, sweep) for one in kept_trials(opened_store(sweep))]
        whole = [one for one in found if one.number < sweep.count]
        if not whole:
            raise ValueError("it holds no trials")
    sign = -1 if sweep.aim[sweep.figure] == "max" else 1
    at = [*sweep.aim].index(sweep.figure)
    return sorted(
        whole, key=lambda one: (not one.values, sign * one.values[at] if one.values else 0)
    )


def _described(one: "FrozenTrial", sweep: Sweep) -> Tried:
    """A trial in words, of which the store may say anything.

    Raises:
        ValueError: where no trial of this sweep would be kept so.
    """
    done = one.state.name == "COMPLETE"
    over = sweep.plan.over
    chosen = {n: _taken(over[n], n, value) for n, value in one.params.items() if n in over}
    if done and (lacking := [name for name in over if name not in chosen]):
        raise ValueError(f"trial {one.number} has no value of `{lacking[0]}`")
    words = {"RUNNING": "training", "WAITING": "waiting", "COMPLETE": "done", "PRUNED": "pruned"}
    note = printable(cut(str(one.user_attrs.get(REFUSED, "")), LONGEST))
    values = _figures(one, sweep) if done else ()
    if any(abs(value) > MOST for value in values):
        values, note = (), note or f"its figures are not all within {MOST:g}"
    state = "refused" if note else words.get(one.state.name, "refused")
    return Tried(one.number, chosen, values, state, note)


def _taken(one: Range, name: str, value: Any) -> Any:
    """The value that a trial has of what varies, which a list keeps by its number.

    Raises:
        ValueError: where it is none of those.
    """
    ends, numbers = one.corners, (int,) if type(one).kind in ("values", "int") else (int, float)
    listed = type(one).kind == "values"
    low, high = (0, len(ends) - 1) if listed else ends
    # A truth value would be taken for a number; what has a logarithm may be off by its last bit.
    if type(value) not in numbers or not (
        low <= value <= high or isclose(value, low) or isclose(value, high)
    ):
        raise ValueError(f"`{name}` of a trial has a value that it does not vary over")
    return ends[value] if listed else value


def _figures(one: "FrozenTrial", sweep: Sweep) -> tuple[float, ...]:
    """The figures of a trial, one for each aim.

    Raises:
        ValueError: where they are not.
    """
    values: Any = one.values
    numbers = isinstance(values, list) and all(type(value) in (int, float) for value in values)
    if not numbers or len(values) != len(sweep.aim) or any(value != value for value in values):
        raise ValueError(f"trial {one.number} has not one figure for each aim")
    return (*values,)
