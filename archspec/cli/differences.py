"""In what the recipes of runs differ, a line a field."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from os.path import commonpath
from typing import Any, Final

from archspec.cli.listing import Listed
from archspec.cli.output import filled
from archspec.diagnostics.readable import as_name, cut
from archspec.recipe.differences import Difference, differing

WIDEST_FIELD: Final = 26
"""Letters of a field up to which its values stand beside it."""

WIDEST_VALUE: Final = 48
"""Letters of a value that are shown."""

MOST_VALUES: Final = 12
"""Different values of a field that are told apart; a table is made from `--json`."""

FEW: Final = 2
"""Runs that are named even where most have their value."""

MOST_FIELDS: Final = 500
"""Fields that are told; of more nobody reads, and `--json` has all."""


def differences(runs: Sequence[Listed]) -> dict[str, dict[str, Any]]:
    """The fields in which the recipes of runs differ, each with its values by the run's path.

    A run whose recipe does not have a field is left out of it; so is one without a recipe.

    >>> from pathlib import Path
    >>> recipes = {"a": {"seed": 1, "epochs": 3}, "b": {"seed": 2, "epochs": 3, "ema": None}}
    >>> differences([Listed(Path(n), "done", recipe=recipe) for n, recipe in recipes.items()])
    {'seed': {'a': 1, 'b': 2}, 'ema': {'b': None}}
    """
    named = [run for run in runs if run.recipe is not None]
    return {
        one.name: {str(named[run].path): value for run, value in one.values.items()}
        for one in _differing(named)
    }


def differences_text(runs: Sequence[Listed]) -> str:
    """Each field in which recipes differ, with its values and the runs that have them.

    Of what a recipe chose, such as an optimiser, the word is told first; its fields are those in
    which runs with that word differ. Runs are named from the folder that all of them lie in.

    >>> from pathlib import Path
    >>> rates = {"a": 1, "b": 2, "c": 1, "d": 1}
    >>> runs = [Listed(Path(n), "done", recipe={"lr": lr}) for n, lr in rates.items()]
    >>> print(differences_text(runs))
    lr  2: b; 1: the others
    """
    named = [run for run in runs if run.recipe is not None]
    names = _names(named)
    fields = [*islice(_differing(named), MOST_FIELDS + 1)]
    more = ["and more, which `--json` has"] if len(fields) > MOST_FIELDS else []
    fields = fields[:MOST_FIELDS]
    width = min(WIDEST_FIELD, max((len(as_name(one.name)) for one in fields), default=0))
    lines = (_lines(as_name(one.name), _groups(one, names), width) for one in fields)
    return "\n".join([*chain.from_iterable(lines), *more])


def _names(runs: Sequence[Listed]) -> list[str]:
    """What runs are called, from the folder that all of them lie in."""
    folders = {str(run.path.parent) for run in runs}
    try:
        home = commonpath(folders) if folders else ""
    except ValueError:  # as some are named from the root, and some from here
        home = ""
    return [as_name(str(run.path.relative_to(home) if home else run.path)) for run in runs]


def _differing(runs: Sequence[Listed]) -> Iterator[Difference]:
    return differing([run.recipe for run in runs if run.recipe is not None])


def _groups(field: Difference, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each value with the runs that have it; what most have stands last."""
    found: dict[str, list[str]] = {}
    for run in field.among:
        found.setdefault(field.text(run), []).append(names[run])
    return sorted(found.items(), key=lambda group: len(group[1]))


def _lines(field: str, groups: Sequence[tuple[str, list[str]]], width: int) -> Iterator[str]:
    """A field with its groups, as wide as a terminal."""
    runs = [", ".join(names) for _, names in groups]
    if len(groups[-1][1]) > FEW:
        runs[-1] = "the others"
    values = [cut(as_name(value), WIDEST_VALUE) for value, _ in groups]
    told = [f"{value}: {names}" for value, names in zip(values, runs, strict=True)]
    if len(groups) > MOST_VALUES:
        told = [f"{len(groups)} values, which `--json` has by run"]
    first = f"{field:{width}}  "
    if len(field) > width:
        yield field
        first = " " * (width + 2)
    yield from filled("; ".join(told), first, " " * (width + 2))
