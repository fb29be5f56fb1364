"""Scopes of a network that a recipe means, by patterns of their paths."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import did_you_mean, listed

MOST: Final = 100
Patterns: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=MOST)
]


def outermost(paths: Iterable[str], patterns: Sequence[str]) -> list[str]:
    """The paths that a pattern means, without those in one that another means; `*` is any text.

    >>> outermost(["stem", "layer1", "layer1.0", "layer1.0.conv"], ["layer1.*", "s*"])
    ['stem', 'layer1.0']
    """
    meant = [path for path in paths if any(fnmatchcase(path, one) for one in patterns)]
    known = {*meant}
    return [path for path in meant if not any(above in known for above in _above(path))]


def _above(path: str) -> Iterator[str]:
    parts = path.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts)))


def unfit_scopes(
    patterns: Sequence[str], paths: Sequence[str], field: tuple[str | int, ...]
) -> Iterator[Problem]:
    """The findings on patterns that mean no scope, with those that there are.

    Args:
        patterns: as they are written.
        paths: of all scopes of the network.
        field: the list of patterns.
    """
    for place, pattern in enumerate(patterns):
        if not outermost(paths, [pattern]):
            fact = f"no scope of the network has a path like `{pattern}`"
            note = f"its scopes are {listed(paths, 12)}" if paths else "it has none: it is a chain"
            fixes = tuple(Fix(one.text) for one in did_you_mean(pattern, paths))
            yield Problem("A662", fact, (*field, place), notes=(note,), fixes=fixes)
