"""Everything that `archspec data` shows of a data set: parts, classes, fields and statistics."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import torch

from archspec.recipe import Recipe
from archspec.runner.data.account import Account, account_of
from archspec.runner.data.extent import extent_of
from archspec.runner.data.in_file import InFile
from archspec.runner.data.normalization import (
    Normalization,
    chunks,
    measured,
    normalization,
    scaled,
)
from archspec.runner.data.samples import DataSet, Divisor, InMemory, Part, Samples

KEPT: Final[dict[type, str]] = {InMemory: "in memory", InFile: "decoded in a file"}
"""How samples are kept while training runs."""


@dataclass(frozen=True)
class Statistics:
    """Figures of the training samples, before they are normalised.

    Args:
        low: the least value.
        high: the largest.
        mean: of each channel.
        std: deviation of each channel, of the population.
    """

    low: float
    high: float
    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True)
class Description:
    """A data set as it will be trained on.

    Args:
        source: its name, and where it lies.
        account: its parts and classes in a line, and what is odd about it.
        per_class: samples of each class in each part.
        shape: of one sample.
        stored: how samples are stored, such as `uint8`.
        divisor: what bytes are divided by; None where samples are other numbers.
        labels: what labels are.
        statistics: of the training samples.
        normalization: what is subtracted, and then divided by.
        kept: how samples are kept while training runs.
        pictures: sizes of the image files; empty where samples are no files.
        ranges: the least and the largest value in each part, as samples are stored; of parts that
            are decoded when needed, of a thousand samples.
    """

    source: str
    account: Account
    per_class: Mapping[Part, tuple[int, ...]]
    shape: tuple[int, ...]
    stored: str
    divisor: Divisor
    labels: str
    statistics: Statistics
    normalization: Normalization
    kept: str
    pictures: str = ""
    ranges: Mapping[Part, tuple[float, float]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The same as data."""
        return asdict(self)


def describe(recipe: Recipe, data: DataSet) -> Description:
    """What is to be said of a data set that `open_data` has opened."""
    train = data.parts["train"]
    root = f" at {recipe.data.root}" if recipe.data.root else ""
    first = train.samples.take(torch.tensor([0]))
    return Description(
        source=f"{recipe.data.name}{root}",
        account=account_of(recipe.data, data),
        per_class=_per_class(data),
        shape=train.samples.shape,
        stored=str(first.dtype).removeprefix("torch."),
        divisor=data.divisor,
        labels=_labels(data),
        statistics=statistics(train.samples, data.divisor),
        normalization=normalization(recipe.data.normalize, train.samples, data.divisor),
        kept=KEPT.get(type(train.samples), "decoded whenever they are needed"),
        pictures=data.pictures,
        ranges=_ranges(data),
    )


def statistics(samples: Samples, divisor: Divisor = 255) -> Statistics:
    """The figures of samples, a few at a time.

    >>> statistics(InMemory(torch.tensor([[[0.0]], [[4.0]]]))).mean
    (2.0,)
    """
    mean, std = measured(samples, divisor)
    ends = [torch.aminmax(scaled(samples.take(index), divisor)) for index in chunks(samples)]
    low, high = min(float(one.min) for one in ends), max(float(one.max) for one in ends)
    return Statistics(low, high, mean, std)


def _per_class(data: DataSet) -> dict[Part, tuple[int, ...]]:
    count = len(data.classes)
    return {
        part: tuple(split.labels.bincount(minlength=count).tolist())
        for part, split in data.parts.items()
        if count
    }


def _ranges(data: DataSet) -> dict[Part, tuple[float, float]]:
    extents = {part: extent_of(split.samples) for part, split in data.parts.items()}
    return {part: (one.low, one.high) for part, one in extents.items()}


def _labels(data: DataSet) -> str:
    if data.classes:
        return f"a class of {len(data.classes):,}"
    labels = data.parts["train"].labels
    shape = "×".join(map(str, labels.shape[1:]))
    low, high = (f"{one:.6g}" for one in (labels.min().item(), labels.max().item()))
    several = labels.shape[1:].numel() != 1
    what = f"{shape} quantities" if several else "a quantity"
    return f"{what} ({data.labels}), {low} to {high}"
