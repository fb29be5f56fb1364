"""Whether what a run keeps of itself is small enough to be read again."""

from collections.abc import Mapping
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.files import Content
from archspec.files.run_files import FINGERPRINT, MAX_RECIPE, MAX_RECIPE_VALUES, RECIPE, RUN
from archspec.recipe import RecipeFailure
from archspec.runner.data import Normalization
from archspec.runner.record import Record
from archspec.runner.storage import MAX_JSON

MEBIBYTE: Final = 2**20
MANY: Final = 10_000
"""Channels from which on their means take up most of a run's facts."""

ZERO_AND_ONE: Final = 2 * len("      0.0,\n")
"""Bytes that a channel takes which is left as it is."""


def check_readable(files: Mapping[str, Content | str], record: Record) -> None:
    """Nothing, where the facts of a run, by the names of their files, will be read again.

    Raises:
        RecipeFailure: A608 where they are larger than any that are read.
    """
    if RECIPE in files:
        _check_recipe(files[RECIPE])  # type: ignore[arg-type]
    sizes = [len(files[name].encode()) for name in (RUN, FINGERPRINT) if name in files]  # type: ignore[union-attr]
    if max(sizes) <= MAX_JSON:
        return
    largest, most = (f"{size / MEBIBYTE:.1f} MiB" for size in (max(sizes), MAX_JSON))
    fact = f"the facts of this run would take {largest}, and no more than {most} are read again"
    channels = _channels(record)
    if channels < MANY:
        helps = (Fix("give the files of the data shorter names, or keep them in fewer folders"),)
        raise RecipeFailure([Problem("A608", fact, ("data",), fixes=helps)])
    note = f"a mean and a deviation are kept for each of {channels:,} channels, the first axis"
    fewer = Fix("give the samples a first axis of fewer channels, such as 1×n for n values")
    plain = Fix("write `normalize: none`, and scale the values before")
    ways = (plain, fewer) if channels * ZERO_AND_ONE < MAX_JSON else (fewer,)
    raise RecipeFailure([Problem("A608", fact, ("data", "normalize"), notes=(note,), fixes=ways)])


def _check_recipe(text: bytes | str) -> None:
    """Nothing, where a recipe will be read again.

    Each value but those within a line stands on one of its own.
    """
    content = text if isinstance(text, str) else text.decode()
    if len(content.encode()) <= MAX_RECIPE and content.count("\n") <= MAX_RECIPE_VALUES:
        return
    fact = (
        f"the recipe of this run would take {len(content):,} characters in "
        f"{content.count(chr(10)):,} lines, and is not read again beyond {MAX_RECIPE:,} and "
        f"{MAX_RECIPE_VALUES:,}"
    )
    helps = (Fix("give it fewer values, such as means, weights of classes or names of columns"),)
    raise RecipeFailure([Problem("A608", fact, ("data",), fixes=helps)])


def _channels(record: Record) -> int:
    """Of all inputs together."""
    changes = record.normalization
    every = [changes] if isinstance(changes, Normalization) else changes.values()
    return sum(len(one.mean) for one in every)
