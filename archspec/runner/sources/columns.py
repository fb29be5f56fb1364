"""The columns that fields are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from archspec.diagnostics import Problem
from archspec.diagnostics.suggest import listed
from archspec.recipe import RecipeFailure
from archspec.recipe.columns.column import is_pattern, matches
from archspec.recipe.fields import SampleField
from archspec.runner.sources.dividing import without_gaps
from archspec.runner.sources.raw import Raw, Source

Fields = Mapping[str, SampleField]


def with_words(source: Source) -> Source:
    """The source with the names of classes in the place of their numbers."""
    parts = {part: _worded(raw, source.classes) for part, raw in source.parts.items()}
    return replace(source, parts=parts)


def _worded(raw: Raw, classes: Mapping[str, tuple[str, ...]]) -> Raw:
    """Numbers of classes as their names."""
    columns = dict(raw.columns)
    for name, names in classes.items():
        columns[name] = np.array(names)[columns[name]]  # type: ignore[index]
    return replace(raw, columns=columns)


def columns_of(name: str, field: SampleField, raw: Raw) -> tuple[str, ...]:
    """The columns of a field, in its order.

    Raises:
        RecipeFailure: A650 where the source has none of that name.
    """
    found: list[str] = []
    for place, wanted in enumerate(field.columns):
        some = [wanted] if wanted in raw.columns else []
        if not some and is_pattern(wanted):
            some = [one for one in raw.columns if matches(one, wanted)]
        if not some:
            fact = f"there is no column `{wanted}`"
            where = ("data", "fields", name, field.kind, "of", place)
            notes = (f"there are {listed(raw.columns, 20)}",)
            raise RecipeFailure([Problem("A650", fact, where, notes=notes)])
        found += some
    return tuple(found)


def whole_samples(
    source: Source, used: Fields, columns: Mapping[str, Sequence[str]]
) -> tuple[Source, int]:
    """The source without samples that have gaps in fields which say that these are dropped."""
    wanted = [
        column
        for name, field in used.items()
        if vars(field).get("missing") == "drop"
        for column in columns[name]
    ]
    if not wanted:
        return source, 0
    kept = {part: without_gaps(raw, wanted) for part, raw in source.parts.items()}
    parts = {part: raw for part, (raw, _) in kept.items()}
    return replace(source, parts=parts), sum(count for _, count in kept.values())
