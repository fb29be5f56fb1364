"""What the network of a run says about the rows of tables, as a table."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, Final

from archspec.cli.output import say_tabbed
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name
from archspec.extras import require
from archspec.files import reason, write_file
from archspec.recipe.columns import TABLES

Columns = Mapping[str, Sequence[Any]]


def check_form(output: Path) -> None:
    """Nothing, where the name of a file to write ends as a table does.

    Raises:
        Failure: A501 where it does not.
    """
    if output.suffix.lower() in TABLES:
        return
    fact = f"`{output}` is no table by what its name ends in"
    raise Failure([Diagnostic("A501", fact, helps=(Help(f"tables end in {', '.join(TABLES)}"),))])


def tell_rows(found: Mapping[str, Columns], form: str) -> None:
    """Prints a line for each row.

    Args:
        found: columns by the file that they are said of.
        form: what the name of a table ends in; CSV where that is no text.
    """
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


def write_rows(found: Mapping[str, Columns], output: Path) -> None:
    """Writes a line for each row, in the form that the name of the file ends in.

    Raises:
        Failure: A501 where it cannot be written, A506 without polars where it takes that.
    """
    form, columns = output.suffix.lower(), _together(found)
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
