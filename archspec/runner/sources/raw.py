"""Samples as a source has them: columns of one length, not yet read as what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.data.samples import LeftOut, Part, Samples

Column = np.ndarray | tuple[str, ...] | Samples
"""Numbers, texts, or what has been decoded already."""


@dataclass(frozen=True, eq=False)
class Raw:
    """Some samples: what each column has of them.

    Args:
        columns: of one length.
        count: how many samples there are.
        where: the folder to which paths in columns are relative.
    """

    columns: Mapping[str, Column]
    count: int
    where: Path = Path()

    def keep(self, index: Tensor) -> "Raw":
        """Only the samples at `index`, in that order."""
        kept = {name: _kept(column, index) for name, column in self.columns.items()}
        return Raw(kept, len(index), self.where)

    def only(self, names: Sequence[str]) -> "Raw":
        """Only some of the columns."""
        return Raw({name: self.columns[name] for name in names}, self.count, self.where)


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
