"""Archives of arrays, each of which is a field."""

from pathlib import Path

import numpy as np

from archspec.diagnostics import Problem
from archspec.files import expanded
from archspec.recipe import RecipeFailure
from archspec.recipe.binding.source_fields import base_and_part
from archspec.recipe.sources import File, Files, listed_files
from archspec.runner.data.archive import Unreadable, read_arrays
from archspec.runner.data.samples import Part
from archspec.runner.sources.raw import Raw, Source, unfit

Arrays = dict[str, np.ndarray]


def read_archives(given: Files) -> Source:
    """The arrays of all files; those with `train`, `val` or `test` in their names are of that part.

    Raises:
        RecipeFailure: A620 without a file, A622 if it is broken, A624 where arrays have no samples,
            or not as many.
    """
    found: dict[Part, dict[str, list[np.ndarray]]] = {}
    files = list(listed_files("arrays", given))
    for one in files:
        for part, arrays in _by_part(_read(one), one).items():
            for name, array in arrays.items():
                found.setdefault(part, {}).setdefault(name, []).append(array)
    parts = {part: _raw(columns, files[0]) for part, columns in found.items()}
    if "train" not in parts:
        raise unfit(f"`{files[0].path}` holds no arrays to train on", files[0].field)
    return Source(parts, divided=len(parts) > 1)


def _read(one: File) -> Arrays:
    path = expanded(one.path)
    try:
        return read_arrays(path, lambda _: True)[0]
    except FileNotFoundError:
        fact = f"there is no file `{one.path}`"
        raise RecipeFailure([Problem("A620", fact, ("data", *one.field))]) from None
    except Unreadable as error:
        fact = f"`{one.path}` is not a complete .npz file of plain arrays"
        notes = (str(error),)
        raise RecipeFailure([Problem("A622", fact, ("data", *one.field), notes=notes)]) from None


def _by_part(arrays: Arrays, one: File) -> dict[Part, Arrays]:
    """The arrays of each part, without its ending."""
    if one.part:
        return {one.part: arrays}
    found: dict[Part, Arrays] = {}
    for name, array in arrays.items():
        base, part = base_and_part(name)
        found.setdefault(part or "train", {})[base] = array
    return found


def _raw(columns: dict[str, list[np.ndarray]], one: File) -> Raw:
    try:
        whole = {name: np.concatenate(some) for name, some in columns.items()}
    except ValueError as error:
        raise unfit(
            f"the arrays of `{one.path}` have other shapes", one.field, note=str(error)
        ) from None
    counts = {name: len(array) for name, array in whole.items()}
    if len(set(counts.values())) > 1:
        said = ", ".join(f"`{name}` {count:,}" for name, count in counts.items())
        raise unfit(f"the arrays of `{one.path}` have not as many samples", one.field, note=said)
    return Raw(whole, next(iter(counts.values()), 0), Path(one.path).parent)
