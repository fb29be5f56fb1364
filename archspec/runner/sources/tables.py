"""Tables: a row for each sample, read by the standard library, or by polars what that cannot."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.extras import missing
from archspec.files import expanded, gibibytes, machine_memory, read_bytes, reason
from archspec.recipe import RecipeFailure
from archspec.recipe.columns import TABLES
from archspec.recipe.columns.delimited import separator_of, values_up_to
from archspec.recipe.sources import File, Files, listed_files
from archspec.runner.data.samples import Part
from archspec.runner.sources.frames import Columns, broken, read_frame
from archspec.runner.sources.raw import Column, Folders, Raw, Source, unfit

MAX_TABLE: Final = 2**31
"""Bytes of a table; as text, it takes several times as many in memory."""

LARGE: Final = 2**26
"""Bytes of lines of JSON beyond which polars reads them, where it is installed."""

MAX_COLUMNS: Final = 100_000

PER_VALUE: Final = 8
"""Bytes that a value, or a gap, takes in a column beside what it holds itself."""

Texts: TypeAlias = tuple[str, ...]
BINARY: Final = ".parquet"
LINES: Final = (".jsonl", ".ndjson")


def read_table(given: Files, wanted: Sequence[str] | None = None) -> Source:
    """The rows of all files of a table; a gap is an empty text, or no number.

    Args:
        given: the files.
        wanted: names and patterns of the columns that are needed; None for all. Of files of text
            all columns are read.

    Raises:
        RecipeFailure: A506 without polars where it takes that, A620 without a file, A622 if it is
            no table, A624 if it has other columns than another.
    """
    found: dict[Part, list[tuple[File, Columns]]] = {}
    folders: dict[Part, list[Path]] = {}
    files = list(listed_files("table", given))
    for one in files:
        path = expanded(one.path)
        part: Part = one.part or "train"
        columns = _read(path, one, wanted)
        found.setdefault(part, []).append((one, columns))
        folders.setdefault(part, []).extend([path.parent] * _count(columns))
    parts = {part: _raw(some, tuple(folders[part])) for part, some in found.items()}
    return Source(parts, divided=any(one.part for one in files))


def _raw(pieces: Sequence[tuple[File, Columns]], folders: Folders) -> Raw:
    _, first = pieces[0]
    for one, columns in pieces[1:]:
        if odd := sorted(first.keys() ^ columns.keys()):
            fact = f"`{one.path}` has other columns than the table before it"
            raise unfit(fact, one.field, note=f"only one of them has {', '.join(odd[:5])}")
    whole = {name: _joined(name, [columns[name] for _, columns in pieces]) for name in first}
    return Raw(whole, len(folders), dict.fromkeys(whole, folders))


def _joined(name: str, pieces: Sequence[Column]) -> Column:
    """A column of several files: numbers where it is that in each, else texts."""
    if len(pieces) == 1:
        return pieces[0]
    arrays = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    if len(arrays) == len(pieces) and len({piece.shape[1:] for piece in arrays}) == 1:
        return np.concatenate(arrays)
    if any(piece.ndim > 1 for piece in arrays):
        raise unfit(f"`{name}` has lists of several lengths in the files of the table", ("table",))
    return tuple(text for piece in pieces for text in _texts(piece))


def _texts(piece: Column) -> Sequence[str]:
    return [*map(str, piece.tolist())] if isinstance(piece, np.ndarray) else cast(Texts, piece)


def _count(columns: Columns) -> int:
    return len(next(iter(columns.values()), ()))


def _read(path: Path, one: File, wanted: Sequence[str] | None) -> Columns:
    try:
        size = path.stat().st_size
        if one.ending == BINARY or (one.ending in LINES and size > LARGE and not missing("tables")):
            return read_frame(path, one, wanted)
        if size > min(MAX_TABLE, machine_memory() // 8):
            fix = Fix("write it as a `.parquet`, of which only the columns are read that are used")
            raise broken(one, f"it has {gibibytes(size)}, more than can be read at once", fix)
        text = read_bytes(path, MAX_TABLE).decode("utf-8-sig")
    except OSError as error:
        fact = f"cannot read the table `{one.path}`"
        raise RecipeFailure(
            [Problem("A620", fact, ("data", *one.field), notes=(reason(error),))]
        ) from None
    except UnicodeDecodeError:
        raise broken(one, "it is not text in UTF-8") from None
    try:
        with values_up_to(len(text)):
            return READERS[one.ending](text)
    except KeyError:
        raise broken(one, f"tables end in {', '.join(TABLES)}") from None
    except (csv.Error, ValueError, RecursionError) as error:
        raise broken(one, str(error)) from None


def _delimited(text: str, mark: str = "") -> Columns:
    """The columns that have a name; by default what stands most often in the first line divides."""
    mark = mark or separator_of(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    head = [name.strip() for name in next(lines, [])]
    names = [name for name in head if name]
    if not names or len(head) > MAX_COLUMNS or len(set(names)) < len(names):
        raise ValueError("its first line is not a list of columns, each once")
    columns: list[list[str]] = [[] for _ in head]
    for line in lines:
        if not line:
            continue
        if len(line) != len(head):
            count = f"{len(line):,} values, and there are {len(head):,} columns"
            raise ValueError(f"line {lines.line_num:,} has {count}")
        for column, value in zip(columns, line, strict=True):
            column.append(value.strip())
    return {name: tuple(column) for name, column in zip(head, columns, strict=True) if name}


def _tabbed(text: str) -> Columns:
    return _delimited(text, "\t")


def _objects(text: str) -> Columns:
    """Lines of JSON; a column that a line lacks is a gap there."""
    lines = [_mapping(number, line) for number, line in _lines(text)]
    names = dict.fromkeys(name for line in lines for name in line)
    if why := beyond_room(len(names), len(lines)):
        raise ValueError(why)
    columns = {name: column_of_values([line.get(name) for line in lines]) for name in names}
    return {name: column for name, column in columns.items() if column is not None}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # A text in JSON may hold other signs at which Python ends a line.
    yield from ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _mapping(number: int, line: str) -> Mapping[str, Any]:
    content: Any = json.loads(line)
    if not isinstance(content, Mapping):
        raise ValueError(f"line {number:,} is no mapping")  # noqa: TRY004  of a text
    return content


def beyond_room(columns: int, rows: int) -> str:
    """Why samples of so many names have no table; nothing where they have.

    Each that lacks a name has a gap there, so that a small file can ask for a large table.
    """
    if columns > MAX_COLUMNS:
        return f"it has {columns:,} columns"
    if columns * rows * PER_VALUE > machine_memory() // 8:
        return f"{columns:,} columns of {rows:,} samples are more than memory holds"
    return ""


def column_of_values(values: Sequence[Any]) -> Column | None:
    """Texts of single values, or lists of numbers of one length; other columns are left out."""
    if not any(isinstance(value, (list, dict)) for value in values):
        return tuple("" if value is None else str(value) for value in values)
    lists = [value for value in values if _is_numbers(value)]
    alike = len(lists) == len(values) and len({len(value) for value in lists}) == 1
    return _numbers(lists) if alike and lists[0] else None


def _numbers(lists: Sequence[Sequence[float]]) -> np.ndarray:
    """(n, length); a whole number that no float reaches is no finite one."""
    try:
        return np.array(lists, np.float64)
    except OverflowError:
        within = sys.float_info.max
        return np.array([[one if abs(one) <= within else inf for one in some] for some in lists])


def _is_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, (int, float)) for one in value)


READERS: Final[dict[str, Callable[[str], Columns]]] = {
    ".csv": _delimited,
    ".tsv": _tabbed,
    ".jsonl": _objects,
    ".ndjson": _objects,
}
