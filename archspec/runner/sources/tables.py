"""Tables: a row for each sample, read by the standard library."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from archspec.diagnostics import Fix, Problem
from archspec.files import expanded, gibibytes, machine_memory, read_bytes, reason
from archspec.recipe import RecipeFailure
from archspec.recipe.columns import TABLES
from archspec.recipe.columns.delimited import separator_of, values_up_to
from archspec.recipe.sources import File, Files, listed_files
from archspec.runner.data.samples import Part
from archspec.runner.sources.raw import Folders, Raw, Source, unfit

MAX_TABLE: Final = 2**31
"""Bytes of a table; as text, it takes several times as many in memory."""

MAX_COLUMNS: Final = 100_000
Rows = dict[str, list[str]]


def read_table(given: Files) -> Source:
    """The rows of all files of a table; every value is a text, and a gap an empty one.

    Raises:
        RecipeFailure: A620 without a file, A622 if it is no table, A624 if it has other columns
            than another.
    """
    found: dict[Part, Rows] = {}
    folders: dict[Part, list[Path]] = {}
    files = list(listed_files("table", given))
    for one in files:
        path = expanded(one.path)
        part: Part = one.part or "train"
        rows = _read(path, one)
        _append(found.setdefault(part, {}), rows, one)
        folders.setdefault(part, []).extend([path.parent] * _count(rows))
    parts = {part: _raw(rows, tuple(folders[part])) for part, rows in found.items()}
    return Source(parts, divided=any(one.part for one in files))


def _raw(rows: Rows, folders: Folders) -> Raw:
    columns = {name: tuple(values) for name, values in rows.items()}
    return Raw(columns, len(folders), dict.fromkeys(columns, folders))


def _count(rows: Rows) -> int:
    return len(next(iter(rows.values()), ()))


def _append(whole: Rows, more: Rows, one: File) -> None:
    if not whole:
        whole.update(more)
        return
    if whole.keys() != more.keys():
        odd = sorted(whole.keys() ^ more.keys())
        fact = f"`{one.path}` has other columns than the table before it"
        raise unfit(fact, one.field, note=f"only one of them has {', '.join(odd[:5])}")
    for name, values in more.items():
        whole[name] += values


def _read(path: Path, one: File) -> Rows:
    try:
        size = path.stat().st_size
        if size > min(MAX_TABLE, machine_memory() // 8):
            raise _broken(one, f"it has {gibibytes(size)}, more than can be read at once")
        text = read_bytes(path, MAX_TABLE).decode("utf-8-sig")
    except OSError as error:
        fact = f"cannot read the table `{one.path}`"
        raise RecipeFailure(
            [Problem("A620", fact, ("data", *one.field), notes=(reason(error),))]
        ) from None
    except UnicodeDecodeError:
        raise _broken(one, "it is not text in UTF-8") from None
    try:
        with values_up_to(len(text)):
            return READERS[one.ending](text)
    except KeyError:
        if one.ending not in TABLES:
            raise _broken(one, f"tables end in {', '.join(TABLES)}") from None
        fact = f"tables that end in `{one.ending}` cannot be trained with yet"
        helps = (Fix("write it as a `.csv`"),)
        raise RecipeFailure([Problem("A659", fact, ("data", *one.field), fixes=helps)]) from None
    except (csv.Error, ValueError, RecursionError) as error:
        raise _broken(one, str(error)) from None


def _delimited(text: str, mark: str = "") -> Rows:
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
    return {name: column for name, column in zip(head, columns, strict=True) if name}


def _tabbed(text: str) -> Rows:
    return _delimited(text, "\t")


def _objects(text: str) -> Rows:
    """Lines of JSON; a column that a line lacks is a gap there."""
    lines = [dict(_values(number, line)) for number, line in _lines(text)]
    names = dict.fromkeys(name for line in lines for name in line)
    if len(names) > MAX_COLUMNS:
        raise ValueError(f"it has {len(names):,} columns")
    return {name: [line.get(name, "") for line in lines] for name in names}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    yield from ((n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip())


def _values(number: int, line: str) -> Iterator[tuple[str, str]]:
    content: Any = json.loads(line)
    if not isinstance(content, Mapping):
        raise ValueError(f"line {number:,} is no mapping")  # noqa: TRY004  of a text
    for name, value in content.items():
        if isinstance(value, (dict, list)):
            raise ValueError(f"in line {number:,}, `{name}` is not a single value")  # noqa: TRY004
        yield name, "" if value is None else str(value)


READERS: Final = {".csv": _delimited, ".tsv": _tabbed, ".jsonl": _objects, ".ndjson": _objects}


def _broken(one: File, why: str) -> RecipeFailure:
    fact = f"`{one.path}` is no table"
    return RecipeFailure([Problem("A622", fact, ("data", *one.field), notes=(why,))])
