"""`number`, `numbers` and `window`: quantities of a table."""

import numpy as np
import torch
from torch import Tensor

from archspec.recipe.binding.column_check import OF_NUMBERS, OF_WINDOWS
from archspec.recipe.fields import Number, Numbers, Window
from archspec.runner.data.samples import InMemory, Samples
from archspec.runner.fields.facts import Facts
from archspec.runner.fields.reading import as_numbers, no_gaps
from archspec.runner.sources.raw import Raw


def matrix(name: str, facts: Facts | None, raw: Raw) -> np.ndarray:
    """The columns of a field beside each other, (n, columns)."""
    columns = facts.columns if facts else tuple(raw.columns)
    return np.stack([as_numbers(c, raw.columns[c], name) for c in columns], 1)


def fit_quantities(name: str, field: Number | Numbers, train: Raw) -> Facts:
    """Mean and deviation, or range, of the training samples, without their gaps."""
    values = matrix(name, None, train)
    if field.missing == "refuse":
        no_gaps(tuple(train.columns), values, name, OF_NUMBERS)
    known = np.where(np.isnan(values), 0, values)
    counts = np.maximum((~np.isnan(values)).sum(0), 1)
    middle = known.sum(0) / counts
    fill = tuple(middle.tolist())
    apart = np.where(np.isnan(values), 0, values - middle)
    mean, std = _scale(field.scale, values, middle, np.sqrt((apart**2).sum(0) / counts))
    flags = field.missing == "flag"
    shape = () if field.kind == "number" else (values.shape[1] * (2 if flags else 1),)
    return Facts(field.kind, shape, mean=mean, std=std, fill=fill, columns=tuple(train.columns))


def _scale(
    kind: str, values: np.ndarray, mean: np.ndarray, std: np.ndarray
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if kind == "none":
        return (), ()
    if kind == "minmax":
        # Of a column that is all gaps there is no range.
        mean = np.nan_to_num(np.nanmin(values, 0, initial=np.inf), posinf=0.0)
        std = np.nan_to_num(np.nanmax(values, 0, initial=-np.inf), neginf=0.0) - mean
    return tuple(mean.tolist()), tuple(np.where(std > 0, std, 1.0).tolist())


def decode_quantities(name: str, field: Number | Numbers, facts: Facts, raw: Raw) -> Samples:
    """(n,) of a `number`, (n, D) of `numbers`: scaled, and without gaps."""
    values = matrix(name, facts, raw)
    gaps = np.isnan(values)
    if field.missing == "refuse":
        no_gaps(facts.columns, values, name, OF_NUMBERS)
    values = np.where(gaps, np.asarray(facts.fill), values)
    if facts.mean:
        values = (values - np.asarray(facts.mean)) / np.asarray(facts.std)
    if field.missing == "flag":
        values = np.stack([values, gaps], 2).reshape(len(values), -1)
    numbers = torch.from_numpy(values.astype(np.float32))
    return InMemory(numbers[:, 0] if field.kind == "number" else numbers)


class Windows:
    """Stretches of consecutive rows, each a sample (channels, length)."""

    def __init__(self, rows: Tensor, length: int, after: int, starts: Tensor):
        self.rows, self.length, self.after, self.starts = rows, length, after, starts

    @property
    def shape(self) -> tuple[int, ...]:
        """Channels and rows."""
        return (self.rows.shape[1], self.length)

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, index: Tensor) -> Tensor:
        """The windows at `index`, (n, channels, length)."""
        places = self.starts[index][:, None] + torch.arange(self.after, self.after + self.length)
        return self.rows[places].transpose(1, 2)

    def keep(self, index: Tensor) -> "Windows":
        """Only the windows at `index`."""
        return Windows(self.rows, self.length, self.after, self.starts[index])


def fit_window(name: str, field: Window, train: Raw) -> Facts:
    """What a window is made of."""
    values = matrix(name, None, train)
    no_gaps(tuple(train.columns), values, name, OF_WINDOWS)
    return Facts(field.kind, (values.shape[1], field.length), columns=tuple(train.columns))


def decode_window(name: str, field: Window, facts: Facts, raw: Raw) -> Samples:
    """The windows that begin at each row, but the last ones, after which there are too few."""
    values = matrix(name, facts, raw)
    no_gaps(facts.columns, values, name, OF_WINDOWS)
    rows = torch.from_numpy(values.astype(np.float32))
    count = max(0, len(rows) - field.length - field.after + 1)
    return Windows(rows, field.length, field.after, torch.arange(count))
