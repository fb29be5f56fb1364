"""What the classes of samples explain of figures: how many there are of each, and which are found.

A figure of one part of the data says nothing of another part whose classes have other shares.
"""

from collections.abc import Iterator, Sequence
from math import hypot
from typing import Final

from archspec.diagnostics.readable import as_name, as_percent
from archspec.runner.margin import margin
from archspec.runner.measure import Evaluation

SHOWN: Final = 5
"""Classes that are named; of others their number is told."""

LARGE: Final = 0.05
"""Differences of shares below this are not told, however many samples there are."""


def differ(one: float, of: int, other: float, of_other: int) -> bool:
    """Whether two shares differ by much, and by more than how well they are known.

    >>> differ(0.9, 1000, 0.8, 1000), differ(0.9, 20, 0.8, 20), differ(0.9, 10**6, 0.89, 10**6)
    (True, False, False)
    """
    # Variances of independent figures add up.
    spread = hypot(margin(one, of), margin(other, of_other))
    return abs(one - other) > max(LARGE, spread)


def other_shares(one: Evaluation, than: Evaluation) -> str:
    """The classes of which two parts have other shares, as a part of a sentence; or nothing."""
    if len(one.confusion) != len(than.confusion):
        return ""
    found = [
        (here / one.count, there / than.count, as_name(name))
        for name, here, there in zip(one.classes, _rows(one), _rows(than), strict=True)
        if differ(here / one.count, one.count, there / than.count, than.count)
    ]
    found.sort(key=lambda each: -abs(each[0] - each[1]))
    told = [
        f"`{name}` is {as_percent(here)} of the {_word(one)} samples and {as_percent(there)} of "
        f"the {_word(than)} samples"
        for here, there, name in found[:SHOWN]
    ]
    return _listed(told, len(found))


def never_found(one: Evaluation) -> Iterator[str]:
    """A sentence on the classes of which nothing is found, for each target that has any."""
    for target, each in one.targets.items() or [("", one)]:
        names = [f"`{as_name(name)}`" for name, share in each.per_class.items() if share == 0]
        if names:
            what = "No sample of" if each.share_found is not None else "Nothing of"
            among = f" by `{as_name(target)}`" if target else ""
            listed = _listed(names[:SHOWN], len(names), " or ")
            yield f"{what} {listed} is found{among} among the {_word(each)} samples."


def _rows(one: Evaluation) -> list[int]:
    return [sum(row) for row in one.confusion]


def _word(one: Evaluation) -> str:
    return {"val": "validation", "train": "training"}.get(one.part, one.part)


def _listed(told: Sequence[str], count: int, between: str = "; ") -> str:
    """Those that are told, and how many more there are."""
    more = [f"{count - len(told)} more"] if count > len(told) else []
    return between.join([*told, *more])
