"""What the network of a run says about the rows of tables, as a table of the same form."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, Final

from archspec.cli.output import say_json, say_tabbed
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name
from archspec.extras import require
from archspec.files import reason, write_file
from archspec.recipe.columns import ARCHIVES, SHARDS, TABLES

Columns = Mapping[str, Sequence[Any]]


def tell_rows(
    opened: Any, files: Sequence[Path], device: str, output: Path | None, *, as_json: bool
) -> None:
    """Writes a line for each row of each file, or prints it.

    Args:
        opened: the run.
        files: tables and archives with what its inputs are made of; or files, and folders of them.
        device: where to compute.
        output: the table to write, in the form that its name ends in; without it the lines are
            printed in the form of the first table, or as CSV where that is no text.
        as_json: whether to print columns as JSON, by file.

    Raises:
        Failure: A501 where the output cannot be written, A506 without polars where it takes that,
            A620 to A624, A650 where a table is not what the run takes.
    """
    from archspec.runner.predictions import sample_files

    if output is not None and output.suffix.lower() not in TABLES:
        raise _no_form(output)
    tables = [path for path in files if path.suffix.lower() in (*TABLES, *ARCHIVES, *SHARDS)]
    found = {str(path): opened.predict(path, device=device) for path in tables}
    if others := [path for path in files if path not in tables]:
        each = sample_files(others)
        said = opened.predict(each, device=device)
        found[""] = {"file": [*map(str, each)], **said}
    if as_json:
        say_json(found)
    elif output is not None:
        _write(output, _together(found))
    else:
        form = tables[0].suffix.lower() if tables else ".csv"
        say_tabbed(TEXTS.get(form, as_csv)(_together(found)).rstrip("\n"))


def _together(found: Mapping[str, Columns]) -> Columns:
    """The rows of all files, with the file of each where there are several."""
    if len(found) == 1:
        return next(iter(found.values()))
    named = [
        {"file": [path] * len(next(iter(one.values()), ())), **one} for path, one in found.items()
    ]
    return {name: [value for one in named for value in one[name]] for name in named[0]}


def as_csv(columns: Columns, mark: str = ",") -> str:
    """Columns as lines of CSV; what is a list in a cell stands with spaces between.

    >>> as_csv({"price": [10.5, 8.25], "kind": ["flat", "house"]}).splitlines()
    ['price,kind', '10.5,flat', '8.25,house']
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\n")
    writer.writerow([as_name(name) for name in columns])
    for row in zip(*columns.values(), strict=True):
        writer.writerow([_cell(one) for one in row])
    return text.getvalue()


def _as_tsv(columns: Columns) -> str:
    return as_csv(columns, "\t")


def as_json_lines(columns: Columns) -> str:
    """Columns as a line of JSON for each row, with numbers as they are.

    >>> print(as_json_lines({"price": [10.5], "kind": ["flat"]}))
    {"price": 10.5, "kind": "flat"}
    <BLANKLINE>
    """
    rows = zip(*columns.values(), strict=True)
    lines = (dict(zip(columns, map(_value, row), strict=True)) for row in rows)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _value(value: Any) -> Any:
    """A value as JSON may have it; what is no finite number is none."""
    if isinstance(value, list):
        return [_value(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return " ".join(map(_cell, value))
    return as_name(str(value))


TEXTS: Final[dict[str, Callable[[Columns], str]]] = {
    ".csv": as_csv,
    ".tsv": _as_tsv,
    ".jsonl": as_json_lines,
    ".ndjson": as_json_lines,
}


def _write(output: Path, columns: Columns) -> None:
    form = output.suffix.lower()
    content = _encoded(TEXTS[form](columns)) if form in TEXTS else _as_parquet(columns)
    try:
        write_file(output, content)
    except OSError as error:
        fact = f"cannot write `{output}`: {reason(error)}"
        raise Failure([Diagnostic("A501", fact)]) from None


def _as_parquet(columns: Columns) -> bytes:
    require("tables", "a `.parquet` table", "or write a `.csv`")
    import polars

    file = io.BytesIO()
    polars.DataFrame({name: _unicode(values) for name, values in columns.items()}).write_parquet(
        file
    )
    return file.getvalue()


def _unicode(values: Sequence[Any]) -> Sequence[Any]:
    return [_encoded(one).decode() if isinstance(one, str) else one for one in values]


def _encoded(text: str) -> bytes:
    """UTF-8; half a sign, as JSON and names of folders can have, stands as JSON writes it."""
    return text.encode("utf-8", "backslashreplace")


def _no_form(output: Path) -> Failure:
    fact = f"`{output}` is no table by what its name ends in"
    return Failure([Diagnostic("A501", fact, helps=(Help(f"tables end in {', '.join(TABLES)}"),))])
