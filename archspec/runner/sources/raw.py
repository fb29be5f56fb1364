"""Samples as a source has them: columns of one length, not yet read as what they mean."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.data.packed import Packed
from archspec.runner.data.samples import LeftOut, Part, Samples

Column = np.ndarray | tuple[str, ...] | Packed | Samples
"""Numbers, texts, files in shards, or what has been decoded already."""

Folders = tuple[Path, ...]


@dataclass(frozen=True, eq=False)
class Raw:
    """Some samples: what each column has of them.

    Args:
        columns: of one length.
        count: how many samples there are.
        folders: to which the paths in a column are relative, one for each sample; those of other
            columns are relative to where archspec runs.
    """

    columns: Mapping[str, Column]
    count: int
    folders: Mapping[str, Folders] = field(default_factory=dict)

    def keep(self, index: Tensor) -> "Raw":
        """Only the samples at `index`, in that order."""
        kept = {name: _kept(column, index) for name, column in self.columns.items()}
        distinct = {id(some): some for some in self.folders.values()}
        moved = {key: tuple(some[row] for row in index.tolist()) for key, some in distinct.items()}
        folders = {name: moved[id(some)] for name, some in self.folders.items()}
        return Raw(kept, len(index), folders)

    def only(self, names: Sequence[str]) -> "Raw":
        """Only some of the columns."""
        return Raw({name: self.columns[name] for name in names}, self.count, self.folders)

    def files(self, name: str, texts: Sequence[str]) -> tuple[Path, ...]:
        """The files that the texts of a column name, by the folder of each sample."""
        if name not in self.folders:
            return tuple(map(Path, texts))
        return tuple(map(operator.truediv, self.folders[name], texts))


@dataclass(frozen=True, eq=False)
class Source:
    """All samples of a source.

    Args:
        parts: those of each part, where it says which they are; else all of them under `train`.
        divided: whether it says that.
        classes: the names of the classes of a column, where the source knows them.
        left_out: what was not taken.
        notes: what is odd about it.
    """

    parts: Mapping[Part, Raw]
    divided: bool = False
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def unfit(fact: str, where: tuple[str | int, ...], *fixes: Fix, note: str = "") -> RecipeFailure:
    """The failure that values are not what a field takes them for."""
    notes = (note,) if note else ()
    return RecipeFailure([Problem("A624", fact, ("data", *where), notes=notes, fixes=fixes)])


def _kept(column: Column, index: Tensor) -> Column:
    if isinstance(column, np.ndarray):
        rows: np.ndarray = column[index.numpy()]
        return rows
    if isinstance(column, tuple):
        return tuple(column[place] for place in index.tolist())
    return column.keep(index)


def everything(raw: Raw) -> Tensor:
    """The numbers of all samples."""
    return torch.arange(raw.count)
