"""The figures of all epochs as a table for people and programs: `metrics.csv`."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from archspec.diagnostics import Failure
from archspec.files import is_there
from archspec.files.run_files import METRICS
from archspec.runner.progress import Epoch
from archspec.runner.storage import append, read_text, unreadable, write

MAX_METRICS: Final = 2**26
"""Bytes of a table that is read; an epoch takes a hundred."""

NAMES: Final = tuple(Epoch(0, 0.0, None, None, None, 0.0, 0.0).row)
"""The columns that every table has."""


def write_metrics(folder: Path, history: Sequence[Epoch], more: Sequence[str] = ()) -> None:
    """One line for each epoch; an empty field where there is no such figure.

    Args:
        folder: of the run.
        history: the epochs.
        more: the columns that a run has beside those of every one.

    Raises:
        Failure: A644 if it cannot be written.
    """
    write(folder / METRICS, table(history, more))


def append_metrics(folder: Path, epoch: Epoch, more: Sequence[str] = ()) -> None:
    """The line of one epoch more.

    Raises:
        Failure: A644 if it cannot be written.
    """
    append(folder / METRICS, _lines([epoch], (*NAMES, *more)))


def read_metrics(folder: Path) -> list[dict[str, str]]:
    """The lines as mappings from the names of the columns; one that is cut off is left out.

    Raises:
        Failure: A641 if there is no such table, A645 if it is no text.
    """
    whole, _, _ = read_text(folder / METRICS, MAX_METRICS).rpartition("\n")
    try:
        return list(csv.DictReader(io.StringIO(whole)))
    except csv.Error as error:
        raise unreadable(folder / METRICS, str(error)) from None


def differs(folder: Path, history: Sequence[Epoch], more: Sequence[str] = ()) -> bool:
    """Whether the table in a folder has other figures of these epochs, or cannot be read.

    It may lack the last epochs, or have one more: it is written before the state.
    """
    if not is_there(folder / METRICS):
        return False
    try:
        kept = read_metrics(folder)
    except Failure:
        return True
    right = csv.DictReader(io.StringIO(table(history, more)))
    return any(
        row[name] != value
        for row, wanted in zip(kept, right, strict=False)
        for name, value in wanted.items()
        if name in row
    )


def table(history: Sequence[Epoch], more: Sequence[str] = ()) -> str:
    """The whole table as text.

    >>> table([Epoch(1, 0.5, 1.0, None, None, 0.1, 2.0)]).splitlines()[1]
    '1,0.5,1.0,,,0.1,2.0'
    """
    columns = (*NAMES, *more)
    return ",".join(columns) + "\n" + _lines(history, columns)


def _lines(history: Sequence[Epoch], columns: Sequence[str]) -> str:
    text = io.StringIO()
    csv.DictWriter(text, columns, lineterminator="\n").writerows(epoch.row for epoch in history)
    return text.getvalue()
