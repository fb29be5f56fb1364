"""What stands several times in a row: equal modules, modules with growing numbers, one module."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

from archspec.backends.source.classes.keys import leaf
from archspec.backends.source.classes.members import Member, Place, module_of
from archspec.backends.source.classes.values import same
from archspec.backends.source.idioms.forms import construction

Kind: TypeAlias = Literal["one", "equal", "growing", "again"]

LEAST_GROWING: Final = 3
"""Two numbers are no progression."""

_NUMBERED: Final = re.compile(r"(.*?)(0|[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Position:
    """What stands at a place of a class, or at several in a row.

    Args:
        kind: whether it is one module, equal ones, ones that grow, or one used again and again.
        stem: what the names of several begin with; None where they are their places' numbers.
        start: the number in the first name.
        steps: by how much a parameter grows from one to the next.
    """

    kind: Kind = "one"
    stem: str | None = None
    start: int = 0
    steps: Mapping[str, int] = field(default_factory=dict)


Stretch: TypeAlias = tuple[Position, int]
"""A position, and how many places it stands for."""


def find_runs(members: Sequence[Member], positional: bool) -> list[Stretch]:
    """The places of rows of one class as positions, the same ones for all of them."""
    count = len(members[0].places)
    found: list[Stretch] = []
    i = 0
    while i < count:
        stretch = _longest(members, i, positional)
        found.append(stretch)
        i += stretch[1]
    return found


def _longest(members: Sequence[Member], i: int, positional: bool) -> Stretch:
    stem: str | None
    if positional:
        stem, start, most = None, 0, len(members[0].places) - i
    else:
        stem, start, most = _numbered(members[0].places, i)
    again = _count(members, i, most, _is_again) if positional else 1
    if again > 1:
        return Position("again"), again
    equal, growing = _count(members, i, most, _is_equal), _growing(members, i, most)
    if growing and growing[1] >= LEAST_GROWING and growing[1] > equal:
        return Position("growing", stem, start, growing[0]), growing[1]
    if equal > 1:
        return Position("equal", stem, start), equal
    return Position(), 1


def _numbered(places: Sequence[Place], i: int) -> tuple[str, int, int]:
    """What a name begins with before its number, that number, and how many names go on so."""
    match = _NUMBERED.fullmatch(places[i].name)
    if match is None:
        return "", 0, 1
    stem, start = match[1], int(match[2])
    count = 1
    while i + count < len(places) and places[i + count].name == f"{stem}{start + count}":
        count += 1
    return stem, start, count


Alike: TypeAlias = Callable[[Member, int, int], bool]


def _count(members: Sequence[Member], i: int, most: int, alike: Alike) -> int:
    """How many places from one on are like it in every row."""
    count = 1
    while count < most and all(alike(member, i, i + count) for member in members):
        count += 1
    return count


def _is_again(member: Member, i: int, j: int) -> bool:
    first, other = member.places[i], member.places[j]
    return bool(other.owner) and other.owner == first.child.path


def _is_equal(member: Member, i: int, j: int) -> bool:
    one, other = member.places[i], member.places[j]
    if one.owner or other.owner or one.ties or other.ties or one.stateful != other.stateful:
        return False
    if one.inner is None or other.inner is None:
        if one.inner is not other.inner or module_of(one) is None or module_of(other) is None:
            return False
        if one.node.init:
            return False
        made = str(construction(one, True)) == str(construction(other, True))
        return made and leaf(one, "") == leaf(other, "")
    return (
        one.inner.shape is other.inner.shape
        and not one.inner.externals
        and same(one.inner.arguments, other.inner.arguments)
    )


def _growing(members: Sequence[Member], i: int, most: int) -> tuple[dict[str, int], int] | None:
    """By how much parameters grow from place to place, and for how many places they do so."""
    found: tuple[dict[str, int], int] | None = None
    for member in members:
        rows = _arguments(member, i, most)
        pair = list(islice(rows, 2))
        steps = {n: _step(pair[0][n], pair[-1][n]) for n in pair[0]} if len(pair) == 2 else {}
        growing = {name: step for name, step in steps.items() if step}
        if not growing or None in steps.values() or (found is not None and found[0] != growing):
            return None
        count, before = 2, pair[1]
        for row in rows:
            if not _goes_on(before, row, steps):
                break
            count, before = count + 1, row
        known = {name: step for name, step in growing.items() if step is not None}
        found = (known, count if found is None else min(count, found[1]))
    return found


def _arguments(member: Member, i: int, most: int) -> Iterator[Mapping[str, Any]]:
    """The arguments of places that are of one class, from one on."""
    first = member.places[i].inner
    for place in member.places[i : i + most]:
        inner = place.inner
        if inner is None or first is None or inner.shape is not first.shape or inner.externals:
            return
        yield inner.arguments


def _step(one: Any, other: Any) -> int | None:
    if type(one) is int and type(other) is int:
        return other - one
    return 0 if same(one, other) else None


def _goes_on(one: Mapping[str, Any], other: Mapping[str, Any], steps: Mapping[str, Any]) -> bool:
    return all(_step(one[name], other[name]) == step for name, step in steps.items())


def numbers(positions: Sequence[Stretch]) -> tuple[int, ...]:
    """The first place of each position."""
    starts = [0]
    for _, count in positions:
        starts.append(starts[-1] + count)
    return tuple(starts[:-1])
