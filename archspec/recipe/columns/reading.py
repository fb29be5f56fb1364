"""What a file holds, by what its name ends in."""

from collections.abc import Callable
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Final

from archspec.files import expanded, open_file
from archspec.recipe.columns.column import Contents, Unreadable
from archspec.recipe.columns.delimited import read_delimited
from archspec.recipe.columns.json_lines import read_json_lines
from archspec.recipe.columns.npy import read_npz
from archspec.recipe.columns.parquet import read_parquet
from archspec.recipe.columns.shards import read_shard

Reader = Callable[[BufferedReader], Contents]

TABLES: Final[dict[str, Reader]] = {
    ".csv": read_delimited,
    ".tsv": partial(read_delimited, separator="\t"),
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
}
ARCHIVES: Final[dict[str, Reader]] = {".npz": read_npz}
SHARDS: Final[dict[str, Reader]] = {".tar": read_shard}
READERS: Final = {**TABLES, **ARCHIVES, **SHARDS}
"""How each file of samples is read, by what its name ends in."""


def path_of(name: str) -> Path:
    """The path that a recipe names.

    Raises:
        Unreadable: if it has a zero byte, as no name of a file has.
    """
    if "\0" in name:
        raise Unreadable("no name of a file has a zero byte")
    return expanded(name)


def contents(name: str) -> Contents:
    """The columns of a table, or the arrays of an archive; a small part of the file is read.

    Args:
        name: its path, which ends in one of `READERS`.

    Raises:
        OSError: if it is not there, or is no file.
        Unreadable: if it is not what its name says.
    """
    path = path_of(name)
    with open_file(path) as file:
        return READERS[path.suffix.lower()](file)
