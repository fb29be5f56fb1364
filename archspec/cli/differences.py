"""In what the recipes of runs differ, a line a field."""

from collections.abc import Iterator, Mapping, Sequence
from os.path import commonpath
from textwrap import wrap
from typing import Any, Final

from archspec.cli.listing import DEEPEST, Listed
from archspec.cli.output import WIDEST
from archspec.diagnostics.readable import as_name, cut
from archspec.syntax.writing import written

WIDEST_FIELD: Final = 26
"""Letters of a field up to which its values stand beside it."""

WIDEST_VALUE: Final = 48
"""Letters of a value that are shown."""

MOST_VALUES: Final = 12
"""Different values of a field that are told apart; a table is made from `--json`."""

FEW: Final = 2
"""Runs that are named even where most have their value."""

ABSENT: Final = object()
"""What stands for a field that a recipe does not have, as that of another optimiser."""


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
    fields = [*_fields("", [run.recipe for run in named], DEEPEST)]
    width = min(WIDEST_FIELD, max((len(as_name(name)) for name, _ in fields), default=0))
    return "\n".join(
        line
        for name, texts in fields
        for line in _lines(as_name(name), _groups(texts, names), width)
    )


def _names(runs: Sequence[Listed]) -> list[str]:
    """What runs are called, from the folder that all of them lie in."""
    folders = {str(run.path.parent) for run in runs}
    try:
        home = commonpath(folders) if folders else ""
    except ValueError:  # as some are named from the root, and some from here
        home = ""
    return [as_name(str(run.path.relative_to(home) if home else run.path)) for run in runs]


def _fields(place: str, values: Sequence[Any], deep: int) -> Iterator[tuple[str, list[str | None]]]:
    """The fields that differ, each with its value in every run as text; None where it has none."""
    texts = [None if one is ABSENT else _text(one) for one in values]
    if place and len({*texts} - {None}) > 1:
        yield place, texts
    tables = [one if isinstance(one, Mapping) and deep else {} for one in values]
    for name in dict.fromkeys(name for table in tables for name in table):
        below = f"{place}.{name}" if place else str(name)
        yield from _fields(below, [table.get(name, ABSENT) for table in tables], deep - 1)


def _text(value: Any) -> str:
    """A value as a file would have it; of a mapping the words alone.

    >>> _text({"adam": {"lr": 0.1}}), _text([{"mixup": {"alpha": 0.2}}]), _text(None)
    ('adam', '[{mixup: {alpha: 0.2}}]', 'none')
    """
    if isinstance(value, Mapping):
        return ", ".join(map(str, value)) or "{}"
    return "none" if value is None else written(value)


def _groups(texts: Sequence[str | None], names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each value with the runs that have it; what most have stands last."""
    found: dict[str, list[str]] = {}
    for text, name in zip(texts, names, strict=True):
        if text is not None:
            found.setdefault(text, []).append(name)
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
    yield from wrap(
        "; ".join(told),
        WIDEST,
        initial_indent=first,
        subsequent_indent=" " * (width + 2),
        break_on_hyphens=False,
        break_long_words=False,
    )
