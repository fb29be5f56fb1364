"""The files that rows of a table, or of an archive, name."""

from pathlib import Path

import numpy as np

from archspec.recipe import Data
from archspec.recipe.fields import Array, Image, Mask
from archspec.runner.fields.reading import as_texts
from archspec.runner.sources.archives import read_archives
from archspec.runner.sources.raw import Raw, Source
from archspec.runner.sources.tables import read_table


def named_files(data: Data) -> dict[str, Path]:
    """Each file that a field of pictures or arrays is made of, by its field and as it is written.

    Raises:
        RecipeFailure: as reading the table does.
    """
    fields = {n: one for n, one in data.fields.items() if isinstance(one, (Image, Mask, Array))}
    if not fields or (data.table is None and data.arrays is None):
        return {}
    source = _source(data, [name for one in fields.values() for name in one.columns])
    found: dict[str, Path] = {}
    for name, field in fields.items():
        for raw in source.parts.values():
            found |= _files(name, field.columns[0], raw)
    return found


def _source(data: Data, columns: list[str]) -> Source:
    if data.table is not None:
        return read_table(data.table, columns)
    assert data.arrays is not None  # noqa: S101  as the caller has asked
    return read_archives(data.arrays)


def _files(field: str, column: str, raw: Raw) -> dict[str, Path]:
    there = raw.columns.get(column)
    if there is None or (isinstance(there, np.ndarray) and there.dtype.kind not in "US"):
        return {}
    texts = as_texts(column, there, field)
    paths = raw.files(column, texts)
    # Tables in several folders may name files alike.
    alone = len({*texts}) == len({*paths})
    names = texts if alone else tuple(map(str, paths))
    return {f"{field}/{name}": path for name, path in zip(names, paths, strict=True)}
