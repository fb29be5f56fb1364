"""What the network of a run says about the rows of tables, as a table."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from archspec.cli.output import say, say_json
from archspec.diagnostics.readable import as_name
from archspec.recipe.columns import TABLES


def tell_rows(opened: Any, files: Sequence[Path], device: str, *, as_json: bool) -> None:
    """Prints a line for each row of each file: as CSV, or all as JSON.

    Args:
        opened: the run.
        files: tables with the columns that its inputs are made of.
        device: where to compute.
        as_json: whether to print columns as JSON, by file.

    Raises:
        Failure: A620 to A624, A650 where a table is not what the run takes.
    """
    tables = [path for path in files if path.suffix.lower() in TABLES]
    found = {str(path): opened.predict(path, device=device) for path in tables}
    if others := [path for path in files if path not in tables]:
        said = opened.predict(others, device=device)
        found[""] = {"file": [*map(str, others)], **said}
    if as_json:
        say_json(found)
        return
    for number, (path, columns) in enumerate(found.items()):
        many = {"file": [path] * _length(columns)} if len(found) > 1 and path else {}
        say(as_csv({**many, **columns}, head=number == 0).rstrip("\n"))


def as_csv(columns: Mapping[str, Sequence[Any]], *, head: bool = True) -> str:
    """Columns as lines of CSV; what is a list in a cell stands with spaces between.

    >>> as_csv({"price": [10.5, 8.25], "kind": ["flat", "house"]}).splitlines()
    ['price,kind', '10.5,flat', '8.25,house']
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if head:
        writer.writerow([as_name(name) for name in columns])
    for row in zip(*columns.values(), strict=True):
        writer.writerow([_cell(one) for one in row])
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return " ".join(map(_cell, value))
    return as_name(str(value))


def _length(columns: Mapping[str, Sequence[Any]]) -> int:
    return len(next(iter(columns.values()), ()))
