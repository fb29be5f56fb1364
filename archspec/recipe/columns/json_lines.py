"""Tables as lines of JSON: `.jsonl` and `.ndjson`."""

import json
from collections.abc import Iterable
from io import BufferedReader
from typing import Any

from archspec.recipe.columns.column import NESTED, Column, Contents, Unreadable, no_twins
from archspec.recipe.columns.text import HEAD, MAX_COLUMNS, text_of


def read_json_lines(file: BufferedReader) -> Contents:
    """The columns of a table by the keys and values of its first lines; later ones may have others.

    Raises:
        Unreadable: if a line is no mapping.
    """
    text, whole = text_of(file)
    lines = text.split("\n")
    if not whole and len(lines) == 1:
        raise Unreadable(f"its first line has more than {HEAD:,} bytes")
    values: dict[str, list[Any]] = {}
    for number, line in enumerate(lines if whole else lines[:-1], 1):
        for name, value in _line(line, number).items() if line.strip() else ():
            values.setdefault(name, []).append(value)
    if len(values) > MAX_COLUMNS:
        raise Unreadable(f"it has {len(values):,} columns, and {MAX_COLUMNS:,} are the most")
    columns = tuple(_column(name, some) for name, some in values.items())
    return Contents(columns, complete=whole)


def _line(line: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line, object_pairs_hook=_distinct)
    except (ValueError, RecursionError):
        raise Unreadable(f"line {number} is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable(f"line {number} is no mapping of names to values")
    return found


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    no_twins((name for name, _ in pairs), "values of a line")
    return dict(pairs)


def _column(name: str, values: Iterable[Any]) -> Column:
    given = [value for value in values if value is not None]
    if any(isinstance(value, (list, dict)) for value in given):
        lengths = {len(value) if _numbers(value) else None for value in given}
        length = next(iter(lengths)) if len(lengths) == 1 else None
        return Column(name, "numbers", (length,)) if length else Column(name, NESTED, None)
    text = next((value for value in given if isinstance(value, str)), None)
    if text is not None:
        return Column(name, "text", example=text)
    whole = all(isinstance(value, int) for value in given)
    return Column(name, ("whole numbers" if whole else "numbers") if given else None)


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, (int, float)) for one in value)
