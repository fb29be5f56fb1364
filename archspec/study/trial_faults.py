"""Which failures are a trial's own, so that the sweep goes on with the next, and which end it."""

from collections.abc import Iterable
from typing import Final

from archspec.diagnostics import Failure
from archspec.planning.ranges import TRAIN

# fmt: off
SHARED: Final = frozenset((
    "A501", "A506",  # where it is to be written, and with what
    "A620", "A621", "A622", "A623", "A624", "A625", "A626", "A627", "A628", "A650",  # the data
    "A644", "A647", "A649",  # the folder of the run
    "A660", "A667", "A680", "A681",  # processes, code, the sweep itself
))
# fmt: on
"""What befalls every trial alike: once it is mended, the sweep goes on where it was."""

SHARED_UNLESS: Final = {
    "A520": ("start",),
    "A521": ("start",),
    "A523": ("start",),
    "A524": ("start",),
    "A632": ("device", "precision", "compile"),
}
"""Likewise, but where one of these fields of the recipe varies."""


def ends_sweep(failure: Failure, over: Iterable[str]) -> bool:
    """Whether a failure is no fault of the trial in which it showed.

    Args:
        failure: of building or training it.
        over: the names of what varies between trials.

    >>> from archspec.diagnostics import Diagnostic
    >>> found = Failure([Diagnostic("A632", "this machine has no cuda device")])
    >>> ends_sweep(found, ["width"]), ends_sweep(found, ["width", "train.device"])
    (True, False)
    >>> ends_sweep(Failure([Diagnostic("A635", "a batch does not fit")]), ["width"])
    False
    """
    varied = {name.removeprefix(TRAIN).split(".")[0] for name in over if name.startswith(TRAIN)}
    codes = {one.code for one in failure.diagnostics}
    unless = {code for code, fields in SHARED_UNLESS.items() if varied.isdisjoint(fields)}
    return not codes.isdisjoint(SHARED | unless)
