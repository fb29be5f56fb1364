"""What the folders of runs say of themselves, read without torch: a list is there at once."""

import csv
import io
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal

from archspec.dataclass import dataclass
from archspec.diagnostics.readable import as_json
from archspec.files import Held, holder_of, is_there, read_bytes, reason
from archspec.files.extent import beyond
from archspec.files.run_files import (
    FAILED,
    LOCK,
    MAX_RECIPE,
    METRICS,
    RECIPE,
    RESULT,
    RUNS,
    is_study_folder,
)
from archspec.kind.fields import MAX_SIZE
from archspec.recipe.metrics import better

MOST: Final = 2**24
"""Bytes of a file that is read; what a run writes takes some kilobytes."""

FIGURES: Final = ("loss", "accuracy")
"""What can be watched."""

State = Literal["training", "done", "stopped", "given up", "damaged"]


@dataclass(frozen=True)
class Listed:
    """A run as it stands in a list.

    Args:
        path: its folder.
        state: done where all epochs are, or where it stopped early; given up where a study has
            ended it.
        epochs: how many are done.
        planned: how many it is to have.
        best: number of the best epoch by the watched figure; 0 before the first.
        part: what the figures are of: val, or train without any such.
        loss: of the best epoch.
        accuracy: likewise; None for numbers.
        changed: when it was written to, in seconds since 1970.
        recipe: as it was resolved.
        note: why it could not be read, where it is damaged, or why it was given up.
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
    """Each place that is a run, those of a study, and those directly below any other folder."""
    for place in places:
        if _is_run(place) or is_study_folder(place):
            yield from _runs_of(place)
        else:
            for path in _folders(place):
                yield from _runs_of(path)


def _runs_of(place: Path) -> Iterator[Path]:
    """The run in a folder, or those of the study in it, which a sweep numbers or seeds number."""
    if _is_run(place):
        yield place
    elif is_study_folder(place):
        for path in _folders(place / RUNS):
            if _is_run(path):
                yield path
            else:
                yield from filter(_is_run, _folders(path))


def _folders(place: Path) -> list[Path]:
    """What lies in a folder, in order; nothing, where it is none."""
    return sorted(place.iterdir()) if is_there(place) and place.is_dir() else []


def listed(path: Path) -> Listed:
    """A run as its files tell of it; whatever is wrong with them is a note."""
    try:
        return _listed(path)
    except OSError as error:
        return Listed(path, "damaged", note=reason(error))
    except (
        *(ValueError, TypeError, LookupError, OverflowError, RecursionError),
        csv.Error,
    ) as error:
        why = f"its files are not as a run writes them ({type(error).__name__}: {error})"
        return Listed(path, "damaged", note=why)


def _listed(path: Path) -> Listed:
    recipe = read_table(path / RECIPE, MAX_RECIPE)
    watch, planned = recipe["watch"], recipe["epochs"]
    if watch not in FIGURES and not (isinstance(watch, str) and "." in watch):
        raise ValueError(f"no training watches {as_json(watch)}")
    if type(planned) is not int or not 1 <= planned <= MAX_SIZE:
        raise ValueError(f"no training is to have {as_json(planned)} epochs")
    epochs = _epochs(path / METRICS, planned)
    part: Literal["val", "train"] = "val" if any("val_loss" in one for one in epochs) else "train"
    sign = 1 if better(watch) == "max" else -1
    column = _column(epochs, part, watch)
    # Data that was accepted on the way may have brought samples to validate.
    measured = [one for one in epochs if column in one]
    best = max(measured, key=lambda one: sign * one[column], default=None)
    state = _state(path, recipe, len(epochs))
    why = _why_given_up(path) if state == "stopped" else ""
    return Listed(
        path=path,
        state="given up" if why else state,
        epochs=len(epochs),
        planned=planned,
        best=epochs.index(best) + 1 if best else 0,
        part=part if best else "",
        loss=best.get(f"{part}_loss") if best else None,
        accuracy=best.get(f"{part}_accuracy") if best else None,
        changed=(path / METRICS).stat().st_mtime,
        recipe=recipe,
        note=why,
    )


def _column(epochs: Sequence[Mapping[str, float]], part: str, watch: str) -> str:
    """Where the figure that is watched stands: that of a single target has no name before it."""
    whole = f"{part}_{watch}"
    there = any(whole in one for one in epochs)
    return whole if there else f"{part}_{watch.rpartition('.')[2]}"


def _epochs(path: Path, planned: int) -> list[dict[str, float]]:
    """The figures of each epoch, by name, without those that it does not have.

    Raises:
        ValueError: where no training has such epochs.
    """
    rows = _rows(path)
    if [row["number"] for row in rows] != [str(n + 1) for n in range(len(rows))]:
        raise ValueError("its epochs are not numbered from 1")
    if len(rows) > planned:
        raise ValueError(f"it has {len(rows):,} epochs of {planned:,}")
    epochs = [{name: float(text) for name, text in row.items() if text} for row in rows]
    for number, epoch in enumerate(epochs, start=1):
        for name, value in epoch.items():
            if not (isfinite(value) and (not name.endswith("_accuracy") or 0 <= value <= 1)):
                raise ValueError(f"epoch {number} has a `{name}` of {value:g}")
    return epochs


def _state(path: Path, recipe: Mapping[str, Any], done: int) -> State:
    try:
        held = holder_of(path / LOCK) is not None
    except Held:
        held = True
    except OSError:
        # Where nothing may be written nobody trains.
        held = False
    if held:
        return "training"
    measured = is_there(path / RESULT) and read_table(path / RESULT)["last"]["epoch"] == done
    over = done >= int(recipe["epochs"]) or recipe["early_stop"] is not None
    return "done" if measured and over else "stopped"


def _why_given_up(path: Path) -> str:
    """What a study has noted of a run that it ended; nothing where it has not."""
    return str(read_table(path / FAILED)["why"]) if is_there(path / FAILED) else ""


def read_table(path: Path, most: int = MOST) -> dict[str, Any]:
    """The table in a file of JSON, of at most so many bytes and values.

    Raises:
        OSError: where it cannot be read, or is a link.
        ValueError, TypeError, RecursionError: where it holds no table, or too large a one.
    """
    content = json.loads(read_bytes(path, most, follow=False))
    if not isinstance(content, dict):
        raise TypeError(f"`{path.name}` holds no mapping")
    if why := beyond(content, most):
        raise ValueError(f"`{path.name}`: {why}")
    return content


def _rows(path: Path) -> list[dict[str, str]]:
    # The last line may be one that was cut off.
    whole = read_bytes(path, MOST, follow=False).decode().rpartition("\n")[0]
    return list(csv.DictReader(io.StringIO(whole)))


def _is_run(path: Path) -> bool:
    # Sweeps once kept the recipe of all trials by that name beside what marks them.
    return is_there(path / RECIPE) and not is_study_folder(path)


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
