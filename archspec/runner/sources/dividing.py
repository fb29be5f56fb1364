"""Which samples of a source train, which are watched and which are left for the end."""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Generator, Tensor

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import as_name
from archspec.recipe import Data, RecipeFailure
from archspec.recipe.columns.delimited import GAPS, WHOLE, number_of
from archspec.recipe.part_names import part_named
from archspec.runner.data.folding import fold_of
from archspec.runner.data.samples import PARTS, Part
from archspec.runner.data.splits import FIXED
from archspec.runner.fields.reading import as_texts
from archspec.runner.sources.raw import Raw, Source, everything, unfit

Parts = dict[Part, Raw]


def divide_raw(source: Source, data: Data, by_class: str | None = None) -> Parts:
    """The parts that the recipe asks for; what is held back is always the same.

    Args:
        source: all samples.
        data: the recipe's.
        by_class: the column of whose values each part is to have its share.

    Raises:
        RecipeFailure: A624 where a column says no part, A627 where a part is missing or empty.
    """
    parts = dict(source.parts)
    if data.part is not None:
        parts = _said(parts["train"], data.part)
    if data.order is not None:
        parts = {part: raw.keep(_order(data.order, raw)) for part, raw in parts.items()}
    wanted: tuple[tuple[Part, object], ...] = (("test", data.test), ("val", data.val))
    for part, fraction in wanted:
        if isinstance(fraction, float):
            held = _held(parts["train"], fraction, data, by_class)
            if not held.any() or held.all():
                raise _empty(part, fraction, parts["train"].count)
            whole = parts["train"]
            parts["train"] = whole.keep((~held).nonzero()[:, 0])
            parts[part] = whole.keep(held.nonzero()[:, 0])
    if data.folds is not None:
        parts["train"], parts["val"] = without_fold(parts["train"], data, by_class)
    if data.val == "test":
        if "test" not in parts:
            raise _no_test()
        parts["val"] = parts["test"]
    return {part: parts[part] for part in PARTS if part in parts and parts[part].count}


def _said(whole: Raw, column: str) -> Parts:
    texts = as_texts(column, whole.columns[column], column)
    names = {text: part_named(text) for text in set(texts)}
    if odd := sorted(text for text, part in names.items() if part is None):
        fact = f"`{column}` says `{odd[0]}`, which is no part"
        raise unfit(fact, ("part",), Fix("write train, val or test"))
    rows = {part: [i for i, text in enumerate(texts) if names[text] == part] for part in PARTS}
    if not rows["train"]:
        raise unfit(f"`{column}` says `train` of no sample", ("part",))
    return {part: whole.keep(torch.tensor(some)) for part, some in rows.items() if some}


def _order(name: str, raw: Raw) -> Tensor:
    """The rows by the numbers of a column, or by its texts where none is a number.

    Raises:
        RecipeFailure: A624 at a gap, which has no place in an order, and at a text among numbers.
    """
    texts = as_texts(name, raw.columns[name], name)
    for row, text in enumerate(texts):
        if text.lower() in GAPS:
            fact = f"in sample {row + 1:,}, `{name}` is empty, and says no place in the order"
            raise unfit(fact, ("order",), Fix("leave the row out, or write there when it was"))
    numbers = [_number(text) for text in texts]
    counted = sum(number is not None for number in numbers)
    if 0 < counted < len(texts):
        row = numbers.index(None)
        fact = f"in sample {row + 1:,}, `{name}` is `{as_name(texts[row])}`, and no finite number"
        raise unfit(fact, ("order",), note=f"{counted:,} of {len(texts):,} values are numbers")
    keys: Sequence[object] = numbers if counted else texts
    return torch.tensor(sorted(range(len(texts)), key=lambda row: keys[row]), dtype=torch.long)


def _number(text: str) -> float | None:
    """A finite number, exactly where it is a whole one, or none."""
    value = int(text) if WHOLE.fullmatch(text) else number_of(text)
    return None if value is None or not math.isfinite(value) else value


def _held(whole: Raw, fraction: float, data: Data, by_class: str | None) -> Tensor:
    """Whether each sample is held back."""
    held = torch.zeros(whole.count, dtype=torch.bool)
    if data.order is not None:
        held[whole.count - round(fraction * whole.count) :] = True
        return held
    random = Generator().manual_seed(FIXED)
    if data.group is not None:
        return _by_group(_numbered(whole, data.group), fraction, random)
    kinds = _numbered(whole, by_class) if by_class else torch.zeros(whole.count).long()
    for kind in torch.unique(kinds):
        members = (kinds == kind).nonzero()[:, 0]
        mixed = members[torch.randperm(len(members), generator=random)]
        held[mixed[: round(fraction * len(members))]] = True
    return held


def without_fold(whole: Raw, data: Data, by_class: str | None) -> tuple[Raw, Raw]:
    """The samples without those of one fold, and that fold.

    Raises:
        RecipeFailure: A627 where a fold would be empty.
    """
    assert data.folds  # noqa: S101  as the caller asks
    kinds = _numbered(whole, by_class) if by_class else torch.zeros(whole.count).long()
    groups = _numbered(whole, data.group) if data.group is not None else None
    folds = fold_of(kinds, groups, data.folds.count, data.folds.seed)
    if len(set(folds.tolist())) < data.folds.count:
        noun = "samples" if groups is None else "groups"
        fact = f"there are too few {noun} for {data.folds.count} folds"
        raise RecipeFailure([Problem("A627", fact, ("data", "folds"))])
    held = folds == (data.folds.take or 0)
    return whole.keep((~held).nonzero()[:, 0]), whole.keep(held.nonzero()[:, 0])


def _numbered(whole: Raw, column: str) -> Tensor:
    texts = as_texts(column, whole.columns[column], column)
    return torch.from_numpy(np.unique(np.array(texts), return_inverse=True)[1].reshape(-1))


def _by_group(groups: Tensor, fraction: float, random: Generator) -> Tensor:
    """Whole groups in an order that is drawn, as long as they come nearer to the fraction."""
    sizes = torch.bincount(groups).tolist()
    held, wanted, count = [], fraction * len(groups), 0
    for group in torch.randperm(len(sizes), generator=random).tolist():
        size = sizes[group]
        if abs(count + size - wanted) < abs(count - wanted):
            held.append(group)
            count += size
    return torch.isin(groups, torch.tensor(held, dtype=torch.long))


def without_gaps(whole: Raw, columns: Sequence[str]) -> tuple[Raw, int]:
    """The samples that have a value in each of some columns, and how many have not."""
    there = np.ones(whole.count, dtype=bool)
    for name in columns:
        column = whole.columns[name]
        if isinstance(column, np.ndarray):
            there &= ~np.isnan(column.astype(np.float64)) if column.dtype.kind == "f" else True
        elif isinstance(column, tuple):
            there &= np.array([text.lower() not in GAPS for text in column])
    kept = everything(whole)[torch.from_numpy(there)]
    return whole.keep(kept), whole.count - len(kept)


def _empty(part: str, fraction: float, count: int) -> RecipeFailure:
    fact = f"a fraction of {fraction:g} of {count:,} samples leaves a part empty"
    return RecipeFailure([Problem("A627", fact, ("data", part))])


def _no_test() -> RecipeFailure:
    fact = "`val: test` asks for test samples, but the data has none"
    fix = Fix("hold back a part of the training samples: `val: 0.1`")
    return RecipeFailure([Problem("A627", fact, ("data", "val"), fixes=(fix,))])
