"""Data sets that others add with fields of any kind: what their function gives, as columns."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import torch

from archspec.diagnostics import Problem
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import listed
from archspec.files import expanded, reason
from archspec.recipe import Data, RecipeFailure
from archspec.recipe.data_plugins import field_reader
from archspec.recipe.generated import GENERATED
from archspec.runner.data.samples import InMemory, Part
from archspec.runner.sources.raw import Column, Raw, Source, unfit

PARTS: Final[tuple[Part, ...]] = ("train", "test")
WHERE: Final = ("dataset",)


def read_added(data: Data) -> Source:
    """The samples of a data set that `archspec.register_data` added with `fields`.

    Raises:
        RecipeFailure: A620 where its files cannot be read, A624 where what it gives is not what
            was said of it.
    """
    name = data.name
    read = field_reader(name)
    assert read is not None  # noqa: S101  it is registered with one
    try:
        found = read(expanded(data.root) if data.root else None)
    except OSError as error:
        field = ("data", "root" if data.root else "dataset")
        fact = f"the files of {name} cannot be read"
        raise RecipeFailure([Problem("A620", fact, field, notes=(reason(error),))]) from None
    if not isinstance(found, Mapping) or "train" not in found:
        raise unfit(f"{name} gives no `train`", WHERE)
    parts = {part: _part(name, part, found[part]) for part in PARTS if part in found}
    return Source(parts, divided=len(parts) > 1)


def _part(name: str, part: str, found: Any) -> Raw:
    """The columns that the fields are made of, of one length."""
    wanted = [one for field in GENERATED[name].fields.values() for one in field.columns]
    if not isinstance(found, Mapping) or (absent := [one for one in wanted if one not in found]):
        what = listed(absent, 20) if isinstance(found, Mapping) else "columns by their names"
        raise unfit(f"the {part} samples of {name} lack {what}", WHERE)
    columns = {one: _column(name, one, found[one]) for one in wanted}
    counts = {one: len(found[one]) for one in wanted}
    if len({*counts.values()}) != 1 or not min(counts.values()):
        said = ", ".join(f"{count:,} of `{as_name(one)}`" for one, count in counts.items())
        raise unfit(f"the {part} samples of {name} are not as many in each column: {said}", WHERE)
    return Raw(columns, min(counts.values()))


def _column(name: str, word: str, values: Any) -> Column:
    """Texts, pictures that are decoded, or numbers."""
    try:
        array = np.asarray(values)
    except ValueError:  # lists of several lengths
        array = np.empty((), object)
    if array.dtype.kind == "U" and array.ndim == 1:
        return tuple(map(str, values))
    if array.dtype.kind not in "biuf" or not array.ndim:
        fact = f"`{as_name(word)}` of {name} is neither numbers nor texts: {array.dtype}"
        raise unfit(fact, WHERE)
    pictures = array.dtype == np.uint8 and array.ndim == 4
    return InMemory(torch.from_numpy(array)) if pictures else array
