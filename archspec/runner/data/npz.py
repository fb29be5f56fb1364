"""Arrays of one's own: `x_train` and `y_train`, and where there are any, `x_val`, `x_test`."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import listed
from archspec.recipe import RecipeFailure
from archspec.runner.data.archive import Unreadable, read_arrays
from archspec.runner.data.bounds import MAX_CLASSES
from archspec.runner.data.samples import PARTS, DataSet, Split, in_memory

NAMES: Final = frozenset(
    ("x", "y", "classes", *(f"{axis}_{part}" for axis in "xy" for part in PARTS))
)
"""The arrays that are read."""

ADVICE = Fix("write it with `numpy.savez(path, x_train=…, y_train=…, x_test=…, y_test=…)`")


def read_npz(path: Path) -> DataSet:
    """The data set in an .npz file.

    Samples `x_…` are (N, *shape) numbers: bytes are taken as 0 to 255, others as they are. Labels
    `y_…` are whole numbers from 0, one for each sample, or floats to be predicted. `classes` may
    hold the names. Just `x` and `y` means training samples only. Nothing in the file is executed.

    Raises:
        RecipeFailure: A620 without the file, A622 if it is broken, A624 if the arrays do not fit.
    """
    arrays = _arrays(path)
    parts = {part: _split(path, arrays, part) for part in PARTS if f"x_{part}" in arrays}
    shapes = {split.samples.shape for split in parts.values()}
    if len(shapes) > 1:
        raise _unfit(path, f"its parts have samples of different shapes: {sorted(shapes)}")
    return DataSet(parts, _classes(path, arrays, list(parts.values())))


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        arrays, names = read_arrays(path, NAMES)
    except FileNotFoundError:
        fact = f"there is no file `{path}`"
        raise RecipeFailure([Problem("A620", fact, ("data", "root"), fixes=(ADVICE,))]) from None
    except Unreadable as error:
        fact = f"`{path}` is not a complete .npz file of plain arrays"
        raise RecipeFailure(
            [Problem("A622", fact, ("data", "root"), notes=(str(error),))]
        ) from None
    if "x" in arrays and "x_train" not in arrays:
        arrays |= {"x_train": arrays["x"], "y_train": arrays.get("y", np.empty(0))}
    if "x_train" not in arrays:
        held = listed(map(as_name, names)) if names else "nothing"
        raise _unfit(path, f"it holds {held}, but no `x_train`")
    return arrays


def _split(path: Path, arrays: Mapping[str, np.ndarray], part: str) -> Split:
    samples, labels = arrays[f"x_{part}"], arrays.get(f"y_{part}")
    if labels is None or labels.ndim == 0 or len(labels) != len(samples):
        count = 0 if labels is None or labels.ndim == 0 else len(labels)
        raise _unfit(path, f"`x_{part}` has {len(samples)} samples, `y_{part}` {count} labels")
    for name, array in ((f"x_{part}", samples), (f"y_{part}", labels)):
        if array.dtype.kind not in "uifb" or array.size == 0:
            raise _unfit(path, f"`{name}` holds no numbers ({array.dtype}, shape {array.shape})")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise _unfit(path, f"`{name}` holds values that are not finite")
    if samples.ndim < 2:
        raise _unfit(path, f"`x_{part}` has no axis of samples beside that of values")
    return in_memory(samples, labels)


def _classes(path: Path, arrays: Mapping[str, np.ndarray], splits: list[Split]) -> tuple[str, ...]:
    if any(split.labels.is_floating_point() for split in splits):
        return ()
    lowest = min(int(split.labels.min()) for split in splits)
    count = max(int(split.labels.max()) for split in splits) + 1
    if count > MAX_CLASSES:
        most = f"labels count the classes from 0, of which there may be {MAX_CLASSES:,}"
        raise _unfit(path, f"one of its labels is {count - 1:,}: {most}")
    named = arrays.get("classes", np.arange(count)).ravel()[: MAX_CLASSES + 1]
    names = tuple(map(str, named))
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise _unfit(path, f"{len(twice)} names of classes stand there twice: {listed(twice, 4)}")
    if lowest < 0 or not count <= len(names) <= MAX_CLASSES:
        raise _unfit(path, f"labels from {lowest} to {count - 1} for {len(names)} classes")
    return names


def _unfit(path: Path, why: str) -> RecipeFailure:
    fact = f"the arrays in `{path}` are no data set"
    return RecipeFailure([Problem("A624", fact, ("data", "root"), notes=(why,), fixes=(ADVICE,))])
