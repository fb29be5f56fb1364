"""The figures of all epochs as a table for people and programs: `metrics.csv`."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from archspec.files.run_files import METRICS
from archspec.runner.progress import Epoch
from archspec.runner.storage import append, read_text, write

MAX_METRICS: Final = 2**26
"""Bytes of a table that is read; an epoch takes a hundred."""

NAMES: Final = tuple(field.name for field in fields(Epoch))


def write_metrics(folder: Path, history: Sequence[Epoch]) -> None:
    """One line for each epoch; an empty field where there is no such figure.

    Raises:
        Failure: A644 if it cannot be written.
    """
    write(folder / METRICS, table(history))


def append_metrics(folder: Path, epoch: Epoch) -> None:
    """The line of one epoch more.

    Raises:
        Failure: A644 if it cannot be written.
    """
    append(folder / METRICS, _lines([asdict(epoch)]))


def read_metrics(folder: Path) -> list[dict[str, str]]:
    """The lines as mappings from the names of the columns; one that is cut off is left out.

    Raises:
        Failure: A641 if there is no such table, A645 if it is no text.
    """
    whole, _, _ = read_text(folder / METRICS, MAX_METRICS).rpartition("\n")
    return list(csv.DictReader(io.StringIO(whole)))


def table(history: Sequence[Epoch]) -> str:
    """The whole table as text.

    >>> table([Epoch(1, 0.5, 1.0, None, None, 0.1, 2.0)]).splitlines()[1]
    '1,0.5,1.0,,,0.1,2.0'
    """
    return ",".join(NAMES) + "\n" + _lines([asdict(epoch) for epoch in history])


def _lines(rows: Sequence[dict[str, object]]) -> str:
    text = io.StringIO()
    csv.DictWriter(text, NAMES, lineterminator="\n").writerows(rows)
    return text.getvalue()
