"""What is said where the columns of a field are not there, or hold something else."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import did_you_mean
from archspec.recipe.binding.given import Path
from archspec.recipe.columns import ARCHIVES, SHARDS, Contents, is_pattern, matches
from archspec.recipe.sources import File

SHOWN = 20


def missing(
    file: File, whole: Contents, patterns: Sequence[str], origin: Path
) -> Iterator[Problem]:
    """The findings that a file has no such columns or arrays, each at its item of a list.

    Of a file that may have more columns than are known nothing is said.
    """
    if not whole.complete:
        return
    noun = "array" if file.ending in ARCHIVES else "column"
    noun = "ending" if file.ending in SHARDS else noun
    lacking = ((n, one) for n, one in enumerate(patterns) if not whole.named(one))
    for place, pattern in islice(lacking, SHOWN):
        what = f"that matches `{pattern}`" if is_pattern(pattern) else f"`{pattern}`"
        at = (*origin, place) if len(patterns) > 1 else origin
        yield Problem(
            "A650",
            f"`{file.path}` has no {noun} {what}",
            at,
            notes=(f"its {noun}s are {listing(whole.names)}",),
            fixes=meant(pattern, whole.names),
        )


def no_such(what: str, name: str, known: Any, origin: Path) -> Problem:
    """The finding that nothing has that name, with the nearest one that is there."""
    return Problem(
        "A650",
        f"{what} `{name}`",
        origin,
        notes=(f"there are {listing(known)}",) if known else (),
        fixes=meant(name, known),
    )


def stands_for(pattern: str, name: str) -> bool:
    """Whether a name in a list of columns is that one, or a pattern that it matches."""
    return pattern == name or (is_pattern(pattern) and matches(name, pattern))


def listing(names: Any) -> str:
    """Names for a note, cut where there are many."""
    shown = [*names]
    return ", ".join(shown[:SHOWN] + ["…"] * (len(shown) > SHOWN)) or "none"


def meant(name: str, known: Collection[str]) -> tuple[Fix, ...]:
    """The help for a name that is none of those: the nearest, or the only one that there is."""
    if found := did_you_mean(name, known):
        return tuple(Fix(one.text) for one in found)
    return tuple(Fix(f"write `{only}`") for only in known) if len(known) == 1 else ()
