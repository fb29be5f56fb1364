"""How far the values of samples go, found a few samples at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from archspec.runner.data.normalization import chunks
from archspec.runner.data.samples import Divisor, InMemory, Samples

UNITS: Final = (1, 255, 4_095, 65_535)
"""Where the scales end that cameras and programs write."""

BELOW: Final = 0.1
"""The share of the highest value that values must go below zero to be of a scale with signs."""

ROWS: Final = 1_024
"""Samples of which the mean is taken, about; and those looked at where each must be decoded."""


@dataclass(frozen=True)
class Extent:
    """How far the values of some samples go.

    Args:
        dtype: their type, such as `uint8`.
        low: the least.
        high: the largest.
        mean: of the values without their signs.
    """

    dtype: str
    low: float
    high: float
    mean: float

    @property
    def top(self) -> float:
        """The largest value without its sign."""
        return max(abs(self.low), abs(self.high))

    @property
    def signed(self) -> bool:
        """Whether values go well below zero."""
        return self.low < -BELOW * self.top

    @property
    def unit(self) -> int | None:
        """Where its scale seems to end: at 1, 255, 4,095 or 65,535; None where it is another."""
        unit = next((one for one in UNITS if self.top <= one), None)
        return unit if unit and self.low >= 0 and self.top > unit / 5 else None

    def __str__(self) -> str:
        return f"{self.dtype} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, eq=False)
class EachExtent(Extent):
    """The same, with how far each sample goes.

    Args:
        tops: the largest value without its sign, of each sample that was looked at (N,).
        rows: which samples these are, by number (N,).
    """

    tops: np.ndarray
    rows: np.ndarray


def extent_of_input(samples: Samples, divisor: Divisor) -> Extent:
    """The extent of samples as they are before they are normalised: bytes have been divided."""
    one = extent_of(samples)
    by = (divisor or 1) if one.dtype == "uint8" else 1
    return Extent("float32", one.low / by, one.high / by, one.mean / by)


def extent_of_array(samples: np.ndarray) -> EachExtent:
    """The extent of an array (N, …) of numbers, of all its values.

    >>> str(extent_of_array(np.float32([[0, 0.5], [0.25, 1]])))
    'float32 from 0 to 1'
    """
    starts = range(0, len(samples), ROWS)
    return _extent((samples[start : start + ROWS] for start in starts), np.arange(len(samples)))


def extent_of(samples: Samples) -> EachExtent:
    """The extent of samples; where they are not in memory, of a thousand, evenly among all."""
    count = len(samples)
    step = 1 if isinstance(samples, InMemory) else max(1, count // ROWS)
    rows = torch.arange(0, count, step)
    return _extent((samples.take(index).numpy() for index in chunks(samples, rows)), rows.numpy())


def _extent(batches: Iterable[np.ndarray], rows: np.ndarray) -> EachExtent:
    step = max(1, len(rows) // ROWS)
    with np.errstate(all="ignore"):
        found = [(batch.dtype.name, *_ends(batch), _mean(batch[::step])) for batch in batches]
    names, lows, highs, means = zip(*found, strict=True)
    low, high = np.concatenate(lows), np.concatenate(highs)
    tops = np.maximum(abs(low), abs(high))
    ends = float(low.min()), float(high.max())
    return EachExtent(names[0], *ends, float(np.mean(means)), tops, rows)


def _ends(batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest value of each sample, as float64 (n,)."""
    axes = tuple(range(1, batch.ndim))
    return batch.min(axes).astype(np.float64), batch.max(axes).astype(np.float64)


def _mean(batch: np.ndarray) -> float:
    return float(np.abs(batch.astype(np.float64)).mean())
