"""What the folders of runs say of themselves, read without torch: a list is there at once."""

import csv
import io
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal

from archspec.files import Held, holder_of, is_there, read_bytes, reason

MOST: Final = 2**24
"""Bytes of a file that is read; what a run writes takes some kilobytes."""

DEEPEST: Final = 8
"""Tables of a recipe in each other that are looked into."""

State = Literal["training", "done", "stopped", "damaged"]


@dataclass(frozen=True)
class Listed:
    """A run as it stands in a list.

    Args:
        path: its folder.
        state: done where all epochs are, or where it stopped early.
        epochs: how many are done.
        planned: how many it is to have.
        best: number of the best epoch by the watched figure; 0 before the first.
        part: what the figures are of: val, or train without any such.
        loss: of the best epoch.
        accuracy: likewise; None for numbers.
        changed: when it was written to, in seconds since 1970.
        recipe: as it was resolved.
        note: why it could not be read, where it is damaged.
    """

    path: Path
    state: State
    epochs: int = 0
    planned: int = 0
    best: int = 0
    part: str = ""
    loss: float | None = None
    accuracy: float | None = None
    changed: float = 0.0
    recipe: Mapping[str, Any] | None = None
    note: str = ""


def found_runs(places: Sequence[Path]) -> Iterator[Path]:
    """Each place that is a run, and the runs directly below each that is none."""
    for place in places:
        if _is_run(place):
            yield place
        elif is_there(place) and place.is_dir():
            yield from sorted(path for path in place.iterdir() if _is_run(path))


def listed(path: Path) -> Listed:
    """A run as its files tell of it; whatever is wrong with them is a note."""
    try:
        return _listed(path)
    except OSError as error:
        return Listed(path, "damaged", note=reason(error))
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        why = f"its files are not as a run writes them ({type(error).__name__}: {error})"
        return Listed(path, "damaged", note=why)


def differences(runs: Sequence[Listed], absent: Any = None) -> dict[str, list[Any]]:
    """The fields in which the recipes of runs differ, each with its value in every run.

    Args:
        runs: whose recipes are compared.
        absent: what stands for a field that a recipe does not have, as of another optimiser.

    >>> one, other = (Listed(Path("x"), "done", recipe={"seed": n, "epochs": 3}) for n in (1, 2))
    >>> differences([one, other])
    {'seed': [1, 2]}
    """
    tables = [dict(_flat("", run.recipe or {}, DEEPEST)) for run in runs]
    names = dict.fromkeys(name for table in tables for name in table)
    rows = {name: [table.get(name, absent) for table in tables] for name in names}
    return {name: row for name, row in rows.items() if any(one != row[0] for one in row)}


def _listed(path: Path) -> Listed:
    recipe = _json(path / "recipe.json")
    rows = _rows(path / "metrics.csv")
    watch, planned = str(recipe["watch"]), int(recipe["epochs"])
    part = "val" if any(row["val_loss"] for row in rows) else "train"
    best = max(rows, key=lambda row: _merit(row, part, watch), default=None)
    return Listed(
        path=path,
        state=_state(path, recipe, len(rows)),
        epochs=len(rows),
        planned=planned,
        best=int(best["number"]) if best else 0,
        part=part if best else "",
        loss=_number(best[f"{part}_loss"]) if best else None,
        accuracy=_number(best[f"{part}_accuracy"]) if best else None,
        changed=(path / "metrics.csv").stat().st_mtime,
        recipe=recipe,
    )


def _state(path: Path, recipe: Mapping[str, Any], done: int) -> State:
    try:
        held = holder_of(path / "run.lock") is not None
    except Held:
        held = True
    except OSError:
        # Where nothing may be written nobody trains.
        held = False
    if held:
        return "training"
    measured = (
        is_there(path / "result.json") and _json(path / "result.json")["last"]["epoch"] == done
    )
    over = done >= int(recipe["epochs"]) or recipe["early_stop"] is not None
    return "done" if measured and over else "stopped"


def _merit(row: Mapping[str, str], part: str, watch: str) -> float:
    """More is better; what is no number is worst."""
    value = _number(row[f"{part}_{watch}"])
    if value is None:
        return float("-inf")
    return value if watch == "accuracy" else -value


def _number(text: str) -> float | None:
    value = float(text) if text else None
    return value if value is not None and isfinite(value) else None


def _json(path: Path) -> dict[str, Any]:
    content = json.loads(read_bytes(path, MOST, follow=False))
    if not isinstance(content, dict):
        raise TypeError(f"`{path.name}` holds no mapping")
    return content


def _rows(path: Path) -> list[dict[str, str]]:
    # The last line may be one that was cut off.
    whole = read_bytes(path, MOST, follow=False).decode().rpartition("\n")[0]
    return list(csv.DictReader(io.StringIO(whole)))


def _flat(place: str, table: Mapping[str, Any], deep: int) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        inner = f"{place}.{name}" if place else str(name)
        if isinstance(value, dict) and value and deep:
            yield from _flat(inner, value, deep - 1)
        else:
            yield inner, value


def _is_run(path: Path) -> bool:
    return is_there(path / "recipe.json")


def age(changed: float) -> str:
    """How long ago, in the largest unit that fits.

    >>> age(time.time() - 7300), age(time.time() + 5)
    ('2 h ago', 'now')
    """
    seconds = time.time() - changed
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    fits = ((int(seconds // size), unit) for unit, size in units if seconds >= size)
    count, unit = next(fits, (0, ""))
    return f"{count} {unit} ago" if unit else "now"
