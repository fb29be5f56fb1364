"""Tables read by polars: Parquet, and lines of JSON that are too many for Python's own reader.

Polars is an extra, and is imported where such a table is read. What it is asked for is held against
memory before it is read: a column that repeats one value takes a few bytes in a file of Parquet.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.extras import install
from archspec.files import gibibytes, machine_memory, open_file, reason
from archspec.recipe import RecipeFailure
from archspec.recipe.columns import Unreadable, matches
from archspec.recipe.columns.parquet import read_parquet
from archspec.recipe.sources import File
from archspec.runner.sources.raw import Column

Columns = dict[str, Column]

PER_VALUE: Final = 16
"""Bytes of a value while it is read; those of texts are counted besides."""

PER_TEXT: Final = 64
"""Bytes of a text in Python beside its letters."""


def read_frame(path: Path, one: File, wanted: Sequence[str] | None) -> Columns:
    """The columns of a `.parquet`, or of lines of JSON, as numbers or as texts.

    A gap is an empty text, or no number. What holds several values for each row is numbers of one
    length, or is left out.

    Args:
        path: of the table.
        one: where the recipe names it.
        wanted: names and patterns of the columns to read; None for all.

    Raises:
        RecipeFailure: A506 without polars, A620 where it cannot be read, A622 where it is damaged
            or takes more memory than there is.
    """
    polars = _polars(one)
    try:
        frame = _scan(polars, path, one)
        names = [name for name in frame.collect_schema().names() if _taken(name, wanted)]
        found = frame.select(names).collect()
        _check_texts(polars, found, one)
        columns = {name: _column(polars, found[name]) for name in names}
    except OSError as error:
        raise _unread(one, error) from None
    except Unreadable as error:
        raise broken(one, str(error)) from None
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, ValueError) as error:
        raise broken(one, str(error).splitlines()[0]) from None
    return {name: column for name, column in columns.items() if column is not None}


def broken(one: File, why: str, *fixes: Fix) -> RecipeFailure:
    """The failure that a file is no table."""
    fact = f"`{one.path}` is no table"
    return RecipeFailure([Problem("A622", fact, ("data", *one.field), notes=(why,), fixes=fixes)])


def _unread(one: File, error: OSError) -> RecipeFailure:
    fact = f"cannot read the table `{one.path}`"
    return RecipeFailure([Problem("A620", fact, ("data", *one.field), notes=(reason(error),))])


def _polars(one: File) -> Any:
    try:
        import polars
    except ImportError:
        fact = f"`polars` is not installed, which a `{one.ending}` table takes"
        fixes = (
            Fix(f"install it with `{install('tables')}`"),
            Fix("or write the table as a `.csv`"),
        )
        raise RecipeFailure([Problem("A506", fact, ("data", *one.field), fixes=fixes)]) from None
    return polars


def _taken(name: str, wanted: Sequence[str] | None) -> bool:
    return wanted is None or any(name == one or matches(name, one) for one in wanted)


def _scan(polars: Any, path: Path, one: File) -> Any:
    """The table before it is read, if it may be; a pipe is opened by nobody."""
    with open_file(path) as file:
        if one.ending != ".parquet":
            size = file.seek(0, 2)
            if size > machine_memory() // 4:
                raise Unreadable(f"it has {gibibytes(size)}, more than can be read at once")
            return polars.scan_ndjson(path, infer_schema_length=None)
        columns = read_parquet(file).columns
    rows = max((column.count or 0 for column in columns), default=0)
    if (most := PER_VALUE * rows) > machine_memory() // 4:
        raise Unreadable(f"one of its columns takes {gibibytes(most)}")
    return polars.scan_parquet(path)


def _check_texts(polars: Any, frame: Any, one: File) -> None:
    """Nothing, where texts and numbers fit into a half of memory as Python holds them."""
    size = PER_VALUE * frame.height * frame.width
    for name, kind in frame.schema.items():
        if kind == polars.String:
            size += int(frame[name].str.len_bytes().sum() or 0) + PER_TEXT * frame.height
    if size > machine_memory() // 2:
        fix = Fix("train on fewer rows, or on a machine with more memory")
        raise broken(one, f"it takes {gibibytes(size)} in memory", fix)


def _column(polars: Any, series: Any) -> Column | None:
    """A column as numbers where all of it is; else as texts, if it has single values."""
    kind = series.dtype
    if kind.is_nested():
        return _lists(polars, series)
    if kind.is_decimal() or kind.is_float():
        return np.asarray(series.cast(polars.Float64).to_numpy(), np.float64)
    if (kind.is_integer() or kind == polars.Boolean) and not series.null_count():
        return np.asarray(series.to_numpy())
    if kind == polars.Boolean:
        words = {True: "True", False: "False", None: ""}
        return tuple(words[value] for value in series.to_list())
    return tuple(series.cast(polars.String).fill_null("").to_list())


def _lists(polars: Any, series: Any) -> Column | None:
    """Lists of numbers as (n, length), where all are of one length."""
    of_numbers = isinstance(series.dtype, (polars.List, polars.Array)) and (
        series.dtype.inner.is_numeric()
    )
    if not of_numbers or series.null_count():
        return None
    lists = series.cast(polars.List(series.dtype.inner))
    flat = lists.explode()
    if lists.list.len().n_unique() != 1 or flat.null_count():
        return None
    return np.asarray(flat.to_numpy()).reshape(len(series), -1)
