"""Values of columns as numbers, or a word on which of them are none."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from archspec.diagnostics import Fix
from archspec.diagnostics.readable import as_name
from archspec.recipe.columns.delimited import GAPS, number_of
from archspec.recipe.columns.written import AS_A_PROGRAM, is_for_people
from archspec.runner.data.packed import Item, Member, Packed
from archspec.runner.data.samples import Samples
from archspec.runner.sources.raw import Column, Raw, unfit

TRUTHS: Final = {"True": 1.0, "False": 0.0}
"""What JSON's `true` and `false` are as texts."""


def as_numbers(name: str, column: Column, field: str) -> np.ndarray:
    """The column as float64 (n, …); a gap is no number.

    Raises:
        RecipeFailure: A624 where a value is no number.
    """
    if isinstance(column, np.ndarray):
        if column.dtype.kind not in "uifb":
            raise unfit(f"`{name}` holds no numbers ({column.dtype})", ("fields", field))
        return _finite(name, column, field)
    if not isinstance(column, tuple):
        raise unfit(f"`{name}` holds images, and no numbers", ("fields", field))
    values = np.empty(len(column), np.float64)
    for row, text in enumerate(column):
        values[row] = _number(name, row, text, field)
    return values


def _finite(name: str, column: np.ndarray, field: str) -> np.ndarray:
    """The column as float64, where each value is finite as float32 or a gap."""
    values = column.astype(np.float64)
    with np.errstate(over="ignore"):
        beyond = np.isinf(values.astype(np.float32))
    if beyond.any():
        row = int(beyond.reshape(len(values), -1).any(1).argmax())
        raise unfit(f"in sample {row + 1:,}, `{name}` is not finite", ("fields", field))
    return values


def _number(name: str, row: int, text: str, field: str) -> float:
    if text.lower() in GAPS:
        return float("nan")
    value = TRUTHS.get(text, number_of(text))
    if value is None:
        fact = f"in sample {row + 1:,}, `{name}` is `{as_name(text)}`, and no number"
        fixes = (Fix(AS_A_PROGRAM),) if is_for_people(text) else ()
        raise unfit(fact, ("fields", field), *fixes)
    with np.errstate(over="ignore"):
        finite = np.isfinite(np.float32(value))
    if not finite:
        raise unfit(
            f"in sample {row + 1:,}, `{name}` is `{text}`, and not finite", ("fields", field)
        )
    return value


def as_texts(name: str, column: Column, field: str) -> tuple[str, ...]:
    """The column as texts.

    Raises:
        RecipeFailure: A624 where it holds images.
    """
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            shape = "×".join(map(str, column.shape[1:]))
            raise unfit(
                f"`{name}` holds {shape} values a sample, and no single one", ("fields", field)
            )
        return tuple(map(str, column.tolist()))
    if isinstance(column, tuple):
        return column
    raise unfit(f"`{name}` holds images, and no words", ("fields", field))


def files(name: str, raw: Raw, field: str) -> tuple[Path | Member | Item, ...]:
    """The files that a column names, relative to where archspec runs; or those in shards."""
    column = raw.columns[name]
    if isinstance(column, Packed):
        return column.members
    return raw.files(name, as_texts(name, column, field))


def no_gaps(names: Sequence[str], values: np.ndarray, field: str, instead: str) -> None:
    """Nothing, where every value is there.

    Args:
        names: of the columns.
        values: (n, …) of them, where a gap is no number.
        field: whose they are.
        instead: what to do about gaps in a field of this kind.

    Raises:
        RecipeFailure: A624 where one is not.
    """
    gaps = np.isnan(values)
    if not gaps.any():
        return
    row, column = np.argwhere(gaps)[0][:2]
    many = f"{int(gaps.sum()):,} values are missing" if gaps.sum() > 1 else "a value is missing"
    fact = f"{many}: in sample {row + 1:,} `{names[column % len(names)]}` is empty"
    raise unfit(fact, ("fields", field), Fix(instead))


def is_decoded(column: Column) -> bool:
    """Whether the source has decoded it already."""
    return not isinstance(column, (np.ndarray, tuple, Packed))


def decoded(column: Column) -> Samples:
    """What the source has decoded."""
    assert not isinstance(column, (np.ndarray, tuple, Packed))  # noqa: S101  as `is_decoded` has found
    return column
