"""Archives of arrays, each of which is a field."""

import numpy as np

from archspec.diagnostics import Problem
from archspec.files import expanded
from archspec.recipe import RecipeFailure
from archspec.recipe.binding.source_fields import base_and_part
from archspec.recipe.sources import File, Files, listed_files
from archspec.runner.data.archive import Unreadable, read_arrays
from archspec.runner.data.samples import Part
from archspec.runner.sources.raw import Folders, Raw, Source, unfit

Arrays = dict[str, np.ndarray]
Piece = tuple[File, np.ndarray]
"""What one file has of an array."""


def read_archives(given: Files) -> Source:
    """The arrays of all files; those with `train`, `val` or `test` in their names are of that part.

    Raises:
        RecipeFailure: A620 without a file, A622 if it is broken, A624 where arrays have no samples,
            or not as many.
    """
    found: dict[Part, dict[str, list[Piece]]] = {}
    files = list(listed_files("arrays", given))
    for one in files:
        for part, arrays in _by_part(_read(one), one).items():
            for name, array in arrays.items():
                found.setdefault(part, {}).setdefault(name, []).append((one, array))
    parts = {part: _raw(columns) for part, columns in found.items()}
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


def _raw(columns: dict[str, list[Piece]]) -> Raw:
    whole = {name: _joined(name, pieces) for name, pieces in columns.items()}
    counts = {name: len(array) for name, array in whole.items()}
    if len(set(counts.values())) > 1:
        files = dict.fromkeys(one for pieces in columns.values() for one, _ in pieces)
        named = ", ".join(f"`{one.path}`" for one in list(files)[:5])
        said = ", ".join(f"`{name}` {count:,}" for name, count in counts.items())
        fact = f"the arrays of {named} have not as many samples"
        raise unfit(fact, next(iter(files)).field, note=said)
    folders = {name: _folders(pieces) for name, pieces in columns.items() if _is_text(whole[name])}
    return Raw(whole, next(iter(counts.values()), 0), folders)


def _joined(name: str, pieces: list[Piece]) -> np.ndarray:
    """The array of all files, in which its samples are alike."""
    first, wanted = pieces[0]
    for one, array in pieces:
        if not array.ndim:
            raise unfit(f"in `{one.path}`, `{name}` is one value, and has no samples", one.field)
        if (array.shape[1:], _is_text(array)) != (wanted.shape[1:], _is_text(wanted)):
            fact = f"in `{one.path}`, `{name}` has samples of {_said(array)}"
            note = f"in `{first.path}`, it has samples of {_said(wanted)}"
            raise unfit(fact, one.field, note=note)
    return np.concatenate([array for _, array in pieces])


def _said(array: np.ndarray) -> str:
    shape = "×".join(map(str, array.shape[1:])) or "one"
    return f"{shape} {'text' if _is_text(array) else 'number'}{'' if shape == 'one' else 's'}"


def _is_text(array: np.ndarray) -> bool:
    return array.dtype.kind in "US"


def _folders(pieces: list[Piece]) -> Folders:
    """Where the file lies that each sample comes from."""
    return tuple(expanded(one.path).parent for one, array in pieces for _ in range(len(array)))
