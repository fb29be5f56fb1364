"""Arrays of one's own: `x_train` and `y_train`, and where there are any, `x_val`, `x_test`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import listed
from archspec.recipe import RecipeFailure
from archspec.recipe.part_names import Axis, array_named, names_classes
from archspec.runner.data.archive import Unreadable, read_arrays
from archspec.runner.data.array_scale import OneScale, OtherScale, as_float32, one_scale
from archspec.runner.data.label_names import UnfitLabels, class_names
from archspec.runner.data.missing import missing
from archspec.runner.data.samples import PARTS, DataSet, LeftOut, Part, in_memory

ADVICE = Fix("write it with `numpy.savez(path, x_train=…, y_train=…, x_test=…, y_test=…)`")

SHOWN: Final = 6
"""Names of arrays that are left out."""

Roles = dict[tuple[Axis, Part], str]
"""The name of the array with the samples or the labels of each part."""


def read_npz(path: Path) -> DataSet:
    """The data set in an .npz file.

    Samples are (N, *shape) numbers in `x_train`, `x_val`, `x_test` or under other common spellings
    of these; bytes are taken as 0 to 255, others as they are, and all parts as those to train on.
    Labels `y_…` are whole numbers from 0, one for each sample, or floats to be predicted.
    `classes` may hold the names. Just `x` and `y` means training samples only. Nothing in the file
    is executed.

    Raises:
        RecipeFailure: A620 without the file, A622 if it is broken, A624 if the arrays do not fit.
    """
    arrays, names = _arrays(path)
    roles = _roles(path, arrays, names)
    used = {*roles.values(), *filter(names_classes, arrays)}
    labels = {part: _labels(path, arrays, roles, part) for part in PARTS if ("x", part) in roles}
    samples = {part: _samples(path, arrays, roles, part) for part in labels}
    _check_shapes(path, roles, samples)
    try:
        scaled = one_scale(samples)
        named = next((one for name, one in arrays.items() if names_classes(name)), None)
        classes = class_names(labels, named)
    except OtherScale as error:
        fact = f"`{roles['x', error.part]}` has another scale than `{roles['x', 'train']}`"
        raise _unfit(path, f"{fact}: {error.why}", Fix(error.help)) from None
    except UnfitLabels as error:
        raise _unfit(path, str(error), *error.fixes) from None
    parts = {}
    for part, array in scaled.parts.items():
        _check_finite(path, roles["x", part], array)
        parts[part] = in_memory(array, labels[part])
    kind, notes = labels["train"].dtype.name, tuple(_notes(roles, scaled))
    return DataSet(parts, classes, scaled.divisor, _unused(names, used), notes, kind)


def _notes(roles: Roles, scaled: OneScale) -> Iterator[str]:
    """What is odd about the scales of the arrays, each a sentence without a full stop."""
    train = as_name(roles["x", "train"])
    for part, why in scaled.mixed.items():
        yield f"`{as_name(roles['x', part])}` may be of two scales: {why}"
    for part, why in scaled.doubts.items():
        yield f"`{as_name(roles['x', part])}` may have another scale than `{train}`: {why}"


def _unused(names: Iterable[str], used: set[str]) -> tuple[LeftOut, ...]:
    others = tuple(as_name(name) for name in names if name not in used)
    what = "1 array" if len(others) == 1 else f"{len(others):,} arrays"
    return (LeftOut(what, "of other names", others[:SHOWN]),) if others else ()


def _arrays(path: Path) -> tuple[dict[str, np.ndarray], list[str]]:
    try:
        return read_arrays(path, lambda name: bool(array_named(name)) or names_classes(name))
    except FileNotFoundError:
        raise missing(path, "file", ADVICE) from None
    except Unreadable as error:
        fact = f"`{path}` is not a complete .npz file of plain arrays"
        raise RecipeFailure(
            [Problem("A622", fact, ("data", "root"), notes=(str(error),))]
        ) from None


def _roles(path: Path, arrays: Mapping[str, np.ndarray], names: Iterable[str]) -> Roles:
    """Which array is what; those of no part are to train on where no others are."""
    roles: Roles = {}
    for said in (True, False):
        found: Roles = {}
        for name in arrays:
            axis, part = array_named(name) or (None, None)
            if axis is None or (part is not None) is not said:
                continue
            key = (axis, part or "train")
            if key in found:
                both = f"`{as_name(found[key])}` and `{as_name(name)}`"
                raise _unfit(path, f"{both} are names for the same", Fix("write one of them alone"))
            found[key] = name
        if said or ("x", "train") not in roles:
            roles |= found
    if ("x", "train") not in roles:
        held = listed(map(as_name, names)) or "nothing"
        raise _unfit(path, f"it holds {held}, but no `x_train`", ADVICE)
    for axis, part in roles:
        if axis == "y" and ("x", part) not in roles:
            lone = as_name(roles[axis, part])
            fixes = (Fix(f"write the samples too: `x_{part}`"), Fix(f"or leave `{lone}` out"))
            raise _unfit(path, f"`{lone}` has labels, and there is no `x_{part}`", *fixes)
    return roles


def _labels(path: Path, arrays: Mapping[str, np.ndarray], roles: Roles, part: Part) -> np.ndarray:
    samples, name = roles["x", part], roles.get(("y", part))
    for one in filter(None, (samples, name)):
        if arrays[one].ndim == 0:
            fix = Fix("write an array with an entry for each sample")
            raise _unfit(path, f"`{as_name(one)}` is a single value, and no array of them", fix)
    count = len(arrays[samples])
    if name is None:
        raise _unfit(path, f"`{samples}` has {count:,} samples, and there is no `y_{part}`", ADVICE)
    labels = arrays[name]
    if len(labels) != count:
        why = f"`{samples}` has {count:,} samples, `{name}` {len(labels):,} labels"
        raise _unfit(path, why, Fix("write one label for each sample, in the same order"))
    if labels.dtype.kind in "US":
        names = "keep the names: `classes, y_train = numpy.unique(y_train, return_inverse=True)`"
        fixes = (Fix(names), Fix("and write both: `numpy.savez(path, …, classes=classes)`"))
        raise _unfit(
            path, f"`{name}` holds text, and labels are class numbers or quantities", *fixes
        )
    _check_numbers(path, name, labels)
    if labels.dtype.kind == "f":
        _check_finite(path, name, as_float32(labels))
    return labels


def _samples(path: Path, arrays: Mapping[str, np.ndarray], roles: Roles, part: Part) -> np.ndarray:
    name = roles["x", part]
    samples = arrays[name]
    _check_numbers(path, name, samples)
    if samples.ndim < 2:
        fix = Fix("write one row for each sample: `x.reshape(len(x), -1)`")
        raise _unfit(path, f"`{name}` has no axis of samples beside that of values", fix)
    return samples


def _check_numbers(path: Path, name: str, array: np.ndarray) -> None:
    if array.dtype.kind not in "uifb" or array.size == 0:
        why = f"`{name}` holds no numbers ({array.dtype}, shape {array.shape})"
        raise _unfit(path, why, Fix("write whole numbers or floats, and at least one sample"))


def _check_shapes(path: Path, roles: Roles, samples: Mapping[Part, np.ndarray]) -> None:
    shapes = {roles["x", part]: array.shape[1:] for part, array in samples.items()}
    if len({*shapes.values()}) > 1:
        each = ", ".join(f"`{name}` {'×'.join(map(str, one))}" for name, one in shapes.items())
        fix = Fix("bring the samples of all parts to one shape")
        raise _unfit(path, f"its parts have samples of different shapes: {each}", fix)


def _check_finite(path: Path, name: str, array: np.ndarray) -> None:
    """Nothing, where all values are finite; what float32 cannot hold has become infinite."""
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return
    bad = ~np.isfinite(array)
    what = "values are not finite, or larger than float32 can hold"
    keep = (
        f"keep the other samples, and their labels: `numpy.isfinite({name})` says which values are"
    )
    raise _unfit(path, f"in `{name}`, {int(bad.sum()):,} of {array.size:,} {what}", Fix(keep))


def _unfit(path: Path, why: str, *fixes: Fix) -> RecipeFailure:
    fact = f"the arrays in `{path}` are no data set"
    return RecipeFailure([Problem("A624", fact, ("data", "root"), notes=(why,), fixes=fixes)])
