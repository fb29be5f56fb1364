"""Scopes that lack something that others of their class have: a shortcut, a sum, an expansion."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from archspec.backends.source.classes.keys import (
    CHAIN,
    WIRED,
    Block,
    Keys,
    Skeleton,
    is_plain_activation,
    is_row,
    subsequence,
)
from archspec.backends.source.classes.members import Member

Present: TypeAlias = tuple[int | None, ...]
"""For each place of a class the place of an instance; None where it lacks that."""

Numbered: TypeAlias = tuple[int, Member]
"""A kind of scopes, by its number and one that is of it."""

MOST_MISSING: Final = 3
MOST_COMPARED: Final = 300
"""Kinds of scopes that are compared with each other; of more, only those of one block, if they are
no more than that."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which scopes are instances of one class, and what they lack."""

    keys: Keys
    lacking: Mapping[int, Present]

    def class_of(self, member: Member) -> int:
        """The number of a scope's class."""
        return self.keys.of(member)

    def present(self, member: Member) -> Present:
        """The scope's own place for each place of its class."""
        number = self.keys.found[member]
        if number in self.keys.aliases:
            return self.lacking[number]
        return tuple(range(len(member.places)))


def compare(root: Member) -> Likeness:
    """Numbers all scopes, until none can be an instance of another's class any more."""
    members = list(root.within())
    told = _told(members)
    aliases: dict[int, int] = {}
    lacking: dict[int, Present] = {}
    numbers: dict[object, int] = {}
    while True:
        keys = Keys(aliases, numbers, told)
        for member in members:
            keys.add(member)
        if stale := set(aliases.values()).difference(keys.found.values()):
            # What they were found to be like has changed within, and is another kind now.
            _forget(stale, aliases, lacking)
            continue
        kinds = {keys.found[one]: one for one in members if keys.found[one] not in aliases}
        found = next(_options(kinds, keys, root), None)
        if found is None:
            return Likeness(keys, lacking)
        short, long, present = found
        aliases[short], lacking[short] = long, present
        for other, target in list(aliases.items()):
            if target == short:
                lacking[other] = tuple(None if i is None else lacking[other][i] for i in present)
                aliases[other] = long


def _told(members: Iterable[Member]) -> frozenset[Block]:
    """The blocks, and the places within these, whose calls differ in their activations.

    Rows of other blocks may be one function, wherever they stand.
    """
    found: dict[Block, set[str]] = defaultdict(set)
    for member in members:
        called = (place.node.call.target for place in member.places if is_plain_activation(place))
        found[member.block].update(called)
    return frozenset(block for block, several in found.items() if block and len(several) > 1)


def _forget(kinds: Container[int], aliases: dict[int, int], lacking: dict[int, Present]) -> None:
    """Has no scope be an instance of these classes any more."""
    for short in [short for short, long in aliases.items() if long in kinds]:
        del aliases[short], lacking[short]


def _options(
    kinds: Mapping[int, Member], keys: Keys, root: Member
) -> Iterator[tuple[int, int, Present]]:
    """Kinds of scopes that lack places of another kind, those with most places first."""
    skeletons = {n: _skeletons(keys, member) for n, member in kinds.items() if member is not root}
    for (long, member), (short, other) in _pairs(kinds, root):
        missing = len(member.places) - len(other.places)
        same_block = member.block == other.block and bool(member.block)
        if not 0 < missing <= MOST_MISSING or (not same_block and is_row(member)):
            continue
        if _holds(keys, member, short) or _holds(keys, other, long):
            continue
        for one, two in product(skeletons[long][:1], skeletons[short]):
            if present := lacks(one, two, same_block):
                yield short, long, present
                break


def _pairs(kinds: Mapping[int, Member], root: Member) -> Iterator[tuple[Numbered, Numbered]]:
    """The kinds of scopes that are compared with each other, those with most places first."""
    inner = (item for item in kinds.items() if item[1] is not root)
    ordered = sorted(inner, key=lambda item: (-len(item[1].places), item[0]))
    groups: dict[tuple[str, ...], list[Numbered]] = defaultdict(list)
    for item in ordered:
        groups[item[1].block if len(ordered) > MOST_COMPARED else ()].append(item)
    if len(ordered) > MOST_COMPARED:
        groups.pop((), None)
    for group in groups.values():
        if len(group) <= MOST_COMPARED:
            yield from product(group, repeat=2)


def _holds(keys: Keys, member: Member, number: int) -> bool:
    """Whether a scope of that kind is within another: a class does not hold itself."""
    return any(keys.of(one) == number for one in member.within() if one is not member)


def _skeletons(keys: Keys, member: Member) -> list[Skeleton]:
    """A scope as it is, and as it would be if its values took ways of their own."""
    rows = [keys.skeleton(member, CHAIN)] if is_row(member) else []
    return [*rows, keys.skeleton(member, WIRED)]


def lacks(long: Skeleton, short: Skeleton, same_block: bool) -> Present | None:
    """The places of the short for those of the long, if leaving out the others gives the short.

    Args:
        long: a scope.
        short: one that may lack some of what that has.
        same_block: whether both are calls of one block, of which a layer may be left out; else
            only a whole scope may be, or a sum.
    """
    if long.form != short.form:
        return None
    present = subsequence([key for key, _ in long.places], [key for key, _ in short.places])
    if present is None:
        return None
    gone = [i for i, place in enumerate(present) if place is None]
    choices = [_instead(long, i, same_block) for i in gone]
    for chosen in product(*choices):
        made = long
        for i, instead in reversed(list(zip(gone, chosen, strict=True))):
            made = made.without(i, instead)
        if made == short:
            return present
    return None


def _instead(skeleton: Skeleton, place: int, same_block: bool) -> Iterable[int]:
    """Which of the values that a place takes may stand in for what it gives."""
    key, takes = skeleton.places[place]
    merges = key[1] == "Function"
    if merges:
        return range(len(takes))
    if len(takes) != 1 or not (same_block or key[1] == "scope"):
        return ()
    refs = [*skeleton.gives, *(ref for _, taken in skeleton.places for ref in taken)]
    return () if any(ref.place == place and ref.output for ref in refs) else (0,)
