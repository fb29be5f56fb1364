"""Which values of what varies a trial is trained with."""

from typing import TYPE_CHECKING, Any

from archspec.planning.ranges import Float, Int, Log, Range, Values

if TYPE_CHECKING:
    from optuna import Trial


def suggested(trial: "Trial", name: str, varied: Range) -> Any:
    """A value for a trial, as the search of its study draws it.

    Of a list it is drawn by its number, since a value may be a list; of a range each number is as
    likely as another at first, or by `log` each order of magnitude.

    >>> from optuna.trial import FixedTrial
    >>> suggested(FixedTrial({"width": 1}), "width", Values(values=([8, 8], [16, 16])))
    [16, 16]
    """
    match varied:
        case Values(values=values):
            return values[trial.suggest_categorical(name, [*range(len(values))])]
        case Int(ends=(low, high)):
            return trial.suggest_int(name, low, high)
        case Float(ends=(low, high)):
            return trial.suggest_float(name, low, high, log=isinstance(varied, Log))
    raise TypeError(f"no trial draws from {type(varied).__name__}")
