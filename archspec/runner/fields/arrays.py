"""`array`: numbers of any shape."""

from io import BytesIO
from pathlib import Path

import numpy as np
import torch

from archspec.diagnostics import Fix
from archspec.files import gibibytes, open_file, reason
from archspec.recipe.fields import Array
from archspec.runner.data.archive import Unreadable, read_array
from archspec.runner.data.bounds import Budget, array_budget
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.samples import InMemory, Samples
from archspec.runner.fields.facts import Facts
from archspec.runner.fields.reading import decoded, files, is_decoded
from archspec.runner.sources.raw import Raw, unfit


def fit_array(name: str, field: Array, train: Raw) -> Facts:
    """Its shape, and whether it counts classes."""
    (column,) = train.columns
    there = train.columns[column]
    if is_decoded(there):
        return Facts(field.kind, decoded(there).shape, columns=(column,), divisor=255)
    array = _array(name, column, train, array_budget())
    divisor = 255 if array.dtype == np.uint8 and array.ndim == 4 else None
    return Facts(field.kind, array.shape[1:], columns=(column,), divisor=divisor)


def decode_array(name: str, facts: Facts, raw: Raw, budget: Budget) -> Samples:
    """(n, *shape): bytes and whole numbers as they are, others as float32."""
    (column,) = facts.columns
    if is_decoded(raw.columns[column]):
        return decoded(raw.columns[column])
    array = _array(name, column, raw, budget.arrays)
    if array.shape[1:] != facts.shape:
        shapes = ["×".join(map(str, one)) or "1" for one in (array.shape[1:], facts.shape)]
        raise unfit(f"`{name}` has samples of {shapes[0]}, and of {shapes[1]}", ("fields", name))
    kind = array.dtype
    pixels = kind == np.uint8 and facts.divisor
    whole = kind.kind in "ui" or kind == np.bool_
    wide = kind if pixels else np.dtype(np.int64 if whole else np.float32)
    if not isinstance(raw.columns[column], np.ndarray):
        _check_room(name, array.size * wide.itemsize, budget.arrays)
        budget.arrays -= array.size * wide.itemsize
    with np.errstate(over="ignore"):
        made = array.astype(wide, copy=not pixels)
    if not whole and not np.isfinite(made).all():
        count = int((~np.isfinite(made)).sum())
        fact = f"in `{name}`, {count:,} of {made.size:,} values are not finite in float32"
        raise unfit(fact, ("fields", name))
    return InMemory(torch.from_numpy(made))


def _array(name: str, column: str, raw: Raw, room: int) -> np.ndarray:
    there = raw.columns[column]
    if isinstance(there, np.ndarray):
        array = there
    else:
        paths = files(column, raw, name)
        _check_room(name, sum(_size(name, path) for path in paths), room)
        each = [_file(name, path) for path in paths if not isinstance(path, Item)]
        if len({one.shape for one in each}) > 1:
            raise unfit(f"the files of `{name}` have several shapes", ("fields", name))
        array = np.stack(each)
    if array.dtype.kind not in "uifb":
        raise unfit(f"`{name}` holds no numbers ({array.dtype})", ("fields", name))
    return array


def _check_room(name: str, nbytes: int, room: int) -> None:
    if nbytes > room:
        there = f"there is room for {gibibytes(room)}"
        fact = f"the files of `{name}` take {gibibytes(nbytes)} in memory, and {there}"
        fix = Fix("train on fewer or smaller arrays, or on a machine with more memory")
        raise unfit(fact, ("fields", name), fix)


def _size(name: str, path: Path | Member | Item) -> int:
    if isinstance(path, Item):
        raise unfit(f"`{name}` is pictures, and no arrays", ("fields", name))
    if isinstance(path, Member):
        return path.size
    try:
        return path.stat().st_size
    except OSError as error:
        raise unfit(f"cannot read `{path}`", ("fields", name), note=reason(error)) from None


def _file(name: str, path: Path | Member) -> np.ndarray:
    try:
        if isinstance(path, Member):
            return read_array(BytesIO(path.read()), path.name, path.size)
        with open_file(path) as file:
            size = path.stat().st_size
            return read_array(file, path.name, size)
    except OSError as error:
        raise unfit(f"cannot read `{path}`", ("fields", name), note=reason(error)) from None
    except (Unreadable, ValueError) as error:
        raise unfit(f"`{path}` is no array", ("fields", name), note=str(error)) from None
