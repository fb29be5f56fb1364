"""The figures of all epochs as a table for people and programs: `metrics.csv`."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from archspec.runner.progress import Epoch
from archspec.runner.storage import write


def write_metrics(path: Path, history: Sequence[Epoch]) -> None:
    """One line for each epoch; an empty field where there is no such figure."""
    text = io.StringIO()
    table = csv.DictWriter(text, [field.name for field in fields(Epoch)], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(epoch) for epoch in history)
    write(path, text.getvalue())
