"""Data sets of the caller's: any that gives samples by number, as mappings or tuples."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import Subset, TensorDataset

from archspec.diagnostics import Failure, Fix, Problem
from archspec.recipe.binding import Given
from archspec.recipe.columns import Column
from archspec.recipe.fields import Array
from archspec.recipe.folds import Folds
from archspec.runner.data.folding import fold_of
from archspec.runner.data.named_split import NamedSplit
from archspec.runner.data.samples import PARTS, Part
from archspec.runner.data.splits import FIXED
from archspec.runner.named import Named

Fields = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class GivenData:
    """The data sets of a caller, by part.

    Args:
        parts: with `train`, and any of `val` and `test`.
        fields: the names of what a sample has, where it is a tuple.
    """

    parts: Mapping[Part, Any]
    fields: Fields = ()

    def given(self) -> dict[str, Given]:
        """What is known of each field that is numbers, by its name, from the first sample."""
        found = {}
        for name, value in sample(self.parts["train"], 0, self.fields).items():
            with suppress(Failure):
                one = as_tensor(name, value)
                column = Column(name, _holds(one), tuple(one.shape))
                found[name] = Given(name, Array(of=name), (column,))
        return found

    def divided(self, val: object, test: object, folds: Folds | None = None) -> "GivenData":
        """The same with fractions of the training samples held back, always the same ones.

        Args:
            val: the fraction, or `test`.
            test: the fraction.
            folds: one of which is watched.
        """
        parts = dict(self.parts)
        wanted: tuple[tuple[Part, object], ...] = (("test", test), ("val", val))
        for part, fraction in wanted:
            if isinstance(fraction, float) and part not in parts:
                whole = parts["train"]
                order = torch.randperm(len(whole), generator=torch.Generator().manual_seed(FIXED))
                count = max(1, round(fraction * len(whole)))
                parts[part] = Subset(whole, order[:count].sort().values.tolist())
                parts["train"] = Subset(whole, order[count:].sort().values.tolist())
        if folds is not None:
            whole = parts["train"]
            held = fold_of(torch.zeros(len(whole)).long(), None, folds.count, folds.seed)
            held = held == (folds.take or 0)
            parts["val"] = Subset(whole, held.nonzero()[:, 0].tolist())
            parts["train"] = Subset(whole, (~held).nonzero()[:, 0].tolist())
        if val == "test" and "test" in parts:
            parts["val"] = parts["test"]
        return GivenData({part: parts[part] for part in PARTS if part in parts}, self.fields)


def given_data(data: Any, fields: Sequence[str] = ()) -> GivenData:
    """What a caller gives as data: a data set, or some by part.

    Raises:
        Failure: A624 where it is none, or has nothing to train on.
    """
    parts: dict[Any, Any] = dict(data) if isinstance(data, Mapping) else {"train": data}
    if "train" not in parts or not {*parts} <= {*PARTS}:
        fact = f"data is given for {', '.join(map(str, parts)) or 'nothing'}"
        fix = Fix('give `{"train": …, "val": …, "test": …}`, of which `train` must be there')
        raise Failure([Problem("A624", fact, fixes=(fix,)).unlocated()])
    for part, one in parts.items():
        if not (hasattr(one, "__len__") and hasattr(one, "__getitem__") and len(one)):
            fact = f"what is given as `{part}` has no samples by number"
            note = "a data set has a length, and gives a sample for each number below it"
            raise Failure([Problem("A624", fact, notes=(note,)).unlocated()])
    found = GivenData(parts, tuple(fields))
    found.given()
    return found


def sample(dataset: Any, number: int, fields: Fields) -> dict[str, Any]:
    """A sample as fields by name, as they are.

    Raises:
        Failure: A624 where it is no mapping, and has not as many values as fields are named.
    """
    one = dataset[number]
    if not isinstance(one, Mapping):
        values = one if isinstance(one, (tuple, list)) else (one,)
        if len(values) != len(fields):
            fact = f"a sample has {len(values)} values, and {len(fields)} fields are named"
            fix = Fix('name them: `fields=("image", "label")`, or give mappings')
            raise Failure([Problem("A624", fact, fixes=(fix,)).unlocated()])
        one = dict(zip(fields, values, strict=True))
    return dict(one)


def as_tensor(name: str, value: Any) -> Tensor:
    """A field of a sample: fractions as float32, pictures of bytes as they are, others as int64.

    Raises:
        Failure: A624 where it is no numbers.
    """
    try:
        found = torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError):
        fact = f"the field `{name}` of a sample is a {type(value).__name__}, and no numbers"
        fix = Fix("give tensors, arrays or numbers")
        raise Failure([Problem("A624", fact, fixes=(fix,)).unlocated()]) from None
    if found.is_floating_point():
        return found.float()
    return found if found.dtype == torch.uint8 and found.dim() == 3 else found.long()


def _holds(one: Tensor) -> Any:
    return "numbers" if one.is_floating_point() else "whole numbers"


@dataclass(frozen=True, eq=False)
class FieldOf:
    """One field of a data set."""

    dataset: Any
    name: str
    fields: Fields
    shape: tuple[int, ...]
    rows: Tensor | None = None

    def __len__(self) -> int:
        return len(self.dataset if self.rows is None else self.rows)

    def take(self, index: Tensor) -> Tensor:
        """The samples at `index`."""
        rows = index if self.rows is None else self.rows[index]
        return taken(self.dataset, rows, self.fields, [self.name])[self.name]

    def keep(self, index: Tensor) -> "FieldOf":
        """Only the samples at `index`."""
        rows = index if self.rows is None else self.rows[index]
        return FieldOf(self.dataset, self.name, self.fields, self.shape, rows)


def taken(dataset: Any, rows: Tensor, fields: Fields, names: Sequence[str]) -> dict[str, Tensor]:
    """Some fields of the samples at `rows`, each asked for once."""
    if isinstance(dataset, Subset):
        return taken(dataset.dataset, torch.tensor(dataset.indices)[rows], fields, names)
    if type(dataset) is TensorDataset:
        return {name: _typed(dataset.tensors[fields.index(name)][rows]) for name in names}
    samples = [sample(dataset, number, fields) for number in rows.tolist()]
    return {name: torch.stack([as_tensor(name, one[name]) for one in samples]) for name in names}


def _typed(whole: Tensor) -> Tensor:
    if whole.is_floating_point():
        return whole.float()
    return whole if whole.dtype == torch.uint8 and whole.dim() == 4 else whole.long()


@dataclass(frozen=True, eq=False)
class DatasetSplit(NamedSplit):
    """Samples of a data set of the caller's.

    Args:
        dataset: the data set.
        fields: the names of what a sample has, where it is a tuple.
        taken_by: the field of each input and of each target.
    """

    dataset: Any = None
    fields: Fields = ()
    taken_by: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})

    def take(self, index: Tensor) -> tuple[Named, Named]:
        """Inputs and labels of the samples at `index`, of which each is asked for once."""
        names = [*dict.fromkeys(name for side in self.taken_by for name in side.values())]
        found = taken(self.dataset, index, self.fields, names)
        inputs, targets = (
            {end: found[name] for end, name in side.items()} for side in self.taken_by
        )
        return _bare(inputs), _bare(targets)


def _bare(values: dict[str, Tensor]) -> Named:
    return next(iter(values.values())) if len(values) == 1 else values
