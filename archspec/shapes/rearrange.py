"""Patterns that name axes, split them, reorder them and join them.

Source: the notation of einops (Rogozhnikov 2022, ICLR).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from math import prod

from archspec.dataclass import dataclass

Groups = tuple[tuple[str, ...], ...]
SIDE = re.compile(r"\s*(?:\(([\w\s]*)\)|(\w+))")
MAX_AXES = 12
BATCH = ("b", "n", "batch", "bs")
"""What the axis of the batch is called where it has a name."""


class PatternError(ValueError):
    """Why a text is no pattern, or why sizes do not fit it; `note` says what would be one."""

    def __init__(self, words: str, note: str = ""):
        super().__init__(words)
        self.note = note


class IndivisibleError(PatternError):
    """An axis that a pattern splits into parts which do not divide its size."""

    def __init__(self, shown: str, size: int, parts: int):
        super().__init__(f"cannot split {shown} = {size} into parts of {parts}")
        self.size, self.parts = size, parts


@dataclass(frozen=True, slots=True)
class Pattern:
    """The axes on both sides; each is a group of names, which is empty for an axis of 1."""

    before: Groups
    after: Groups

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, in the order of the input."""
        return tuple(name for group in self.before for name in group)

    @property
    def order(self) -> tuple[int, ...]:
        """The place in the input of each name of the output."""
        return tuple(self.names.index(name) for group in self.after for name in group)


@lru_cache(maxsize=256)
def parse_pattern(text: str) -> Pattern:
    """The pattern that a text says.

    Raises:
        PatternError: with words that complete "the pattern …".

    >>> parse_pattern("c (h p) w -> (h w) (p c)").after
    (('h', 'w'), ('p', 'c'))
    """
    left, arrow, right = text.partition("->")
    if not arrow or "->" in right:
        raise PatternError("needs one `->` between what comes in and what goes out")
    pattern = Pattern(_side(left), _side(right))
    names, given = list(pattern.names), [name for group in pattern.after for name in group]
    for which, found in (("before", names), ("after", given)):
        twice = next((name for name in found if found.count(name) > 1), None)
        if twice:
            raise PatternError(f"has `{twice}` twice {which} the arrow")
    lost = next((name for name in (*names, *given) if (name in names) != (name in given)), None)
    if lost:
        side = "before" if lost in names else "after"
        raise PatternError(f"has `{lost}` only {side} the arrow", _about_lost(lost, side))
    if len(names) > MAX_AXES:
        raise PatternError(f"has more than {MAX_AXES} names")
    return pattern


def _side(text: str) -> Groups:
    groups: list[tuple[str, ...]] = []
    at = 0
    while text[at:].strip():
        found = SIDE.match(text, at)
        if not found:
            raise _unreadable(text[at:].strip())
        words = (found[1] if found[2] is None else found[2]).split()
        groups.append(() if found[2] == "1" else tuple(words))
        at = found.end()
    wrong = next((w for g in groups for w in g if not w.isidentifier()), None)
    if wrong:
        note = "give it a name, and the name its size: `sizes: {p: 2}`"
        raise PatternError(f"names an axis `{wrong}`, which is no word", note)
    if not groups:
        raise PatternError("has nothing on one side of the arrow")
    return tuple(groups)


def _unreadable(rest: str) -> PatternError:
    if rest.startswith(","):
        return PatternError("has commas, and its names stand apart by spaces alone")
    if rest.startswith(("...", "…")):
        return PatternError("has `...`, and every axis has a name of its own here")
    if rest.startswith("(") and ")" not in rest:
        return PatternError("has a parenthesis that is not closed")
    return PatternError(f"cannot be read at `{rest}`")


def _about_lost(name: str, side: str) -> str:
    if name.lower() in BATCH:
        return "the axis of the batch has no name here, and stays where it is"
    if side == "before":
        return "every axis goes somewhere: join it with another, as in `(c h)`"
    return "every axis comes from somewhere: split it off another, as in `(h p)`"


def axis_sizes(pattern: Pattern, dims: tuple[int, ...], given: Mapping[str, int]) -> dict[str, int]:
    """The size of every name, of which one in each group may be found from the axis.

    Raises:
        PatternError: where they do not fit.

    >>> axis_sizes(parse_pattern("c (h p) -> h (p c)"), (3, 8), {"p": 2})
    {'c': 3, 'p': 2, 'h': 4}
    """
    sizes: dict[str, int] = {}
    for group, size in zip(pattern.before, dims, strict=True):
        known = {name: given[name] for name in group if name in given}
        unknown = [name for name in group if name not in given]
        product = prod(known.values())
        shown = f"({' '.join(group)})" if len(group) != 1 else group[0]
        if len(unknown) > 1:
            names = " and ".join(f"`{name}`" for name in unknown)
            which = "one" if len(unknown) == 2 else "all but one"
            words = f"splits {shown} = {size}, and needs the size of {which} of {names}"
            raise PatternError(words, f"write `sizes: {{{unknown[-1]}: …}}`")
        if not group and size != 1:
            raise PatternError(f"has an axis of 1 where the input has {size}")
        if len(group) == 1 and known and product != size:
            raise PatternError(f"takes {shown} for {product}, and the input has {size} there")
        if not unknown and product != size:
            raise PatternError(f"splits {shown} = {size}, and the sizes given make {product}")
        if size % product:
            raise IndivisibleError(shown, size, product)
        sizes |= known | dict.fromkeys(unknown, size // product)
    return sizes


def grouped_sizes(groups: Groups, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The size of each axis.

    >>> grouped_sizes((("h", "w"), ("c",)), {"h": 2, "w": 3, "c": 4})
    (6, 4)
    """
    return tuple(prod(sizes[name] for name in group) for group in groups)
