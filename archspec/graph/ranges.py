"""Several names as one, as rows and frames that stand for several layers have them."""

import re
from collections.abc import Sequence
from itertools import pairwise

SHOWN = 3
"""Names that are all listed, unless they count by one."""

_NUMBERED = re.compile(r"(.*?)(\d*)")


def joint_name(names: Sequence[str]) -> str:
    """One name for all of them, in brackets where they differ; never read across a dot.

    >>> joint_name(["conv", "conv", "conv"]), joint_name(["0", "1", "2"])
    ('conv', '[0–2]')
    >>> joint_name(["block1", "block2"]), joint_name(["0", "3", "6", "9"]), joint_name(["a", "b"])
    ('block[1–2]', '[0, 3 … 9]', '[a, b]')
    """
    if len(names) == 1:
        return names[0]
    distinct = list(dict.fromkeys(names))
    if len(distinct) == 1:
        return distinct[0]
    stem, ends = _stem(distinct)
    return f"{stem}[{_listed(ends)}]"


def _stem(names: Sequence[str]) -> tuple[str, Sequence[str]]:
    """What they all begin with before a number, and what is left of each."""
    parts = [match.groups() for name in names if (match := _NUMBERED.fullmatch(name))]
    stems = {stem for stem, _ in parts}
    numbers = [number for _, number in parts]
    return (stems.pop(), numbers) if len(stems) == 1 and all(numbers) else ("", names)


def _listed(ends: Sequence[str]) -> str:
    """All of them where they are few; else the first and the last, with the second for a step."""
    steps = {_step(one, other) for one, other in pairwise(ends)}
    if steps == {1}:
        return f"{ends[0]}–{ends[-1]}"
    if len(ends) <= SHOWN:
        return ", ".join(ends)
    second = f", {ends[1]}" if len(steps) == 1 and None not in steps else ""
    return f"{ends[0]}{second} … {ends[-1]}"


def _step(one: str, other: str) -> int | None:
    both = one.isdecimal() and other.isdecimal()
    return int(other) - int(one) if both else None
