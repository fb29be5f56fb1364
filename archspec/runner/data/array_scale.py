"""One scale for all parts of a data set of arrays: that of the training samples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from archspec.runner.data.extent import EachExtent, extent_of_array
from archspec.runner.data.samples import Divisor, Part
from archspec.runner.data.scale import BYTE, DARK, Doubt, advice, doubt, mixture


class OtherScale(Exception):  # noqa: N818  it says why, and is caught where the file is known
    """A part has values of another scale than the training samples.

    Args:
        part: which.
        why: the fact.
        help: what to write instead.
    """

    def __init__(self, part: Part, why: str, advice: str):
        super().__init__(why)
        self.part, self.why, self.help = part, why, advice


@dataclass(frozen=True, eq=False)
class OneScale:
    """Parts whose equal values mean the same.

    Args:
        parts: the samples of each, as bytes or as float32.
        divisor: what a byte from elsewhere is divided by to be like them.
        doubts: of each part that may be of another scale all the same, how that shows.
        mixed: of each part that may be of two scales, how that shows.
    """

    parts: Mapping[Part, np.ndarray]
    divisor: Divisor
    doubts: Mapping[Part, str]
    mixed: Mapping[Part, str]


def one_scale(parts: Mapping[Part, np.ndarray]) -> OneScale:
    """Every part as bytes or as float32, so that equal values mean the same in all of them.

    Where the training samples are bytes, they stand for 0 to 1, and so do other numbers of 0 to 255
    in the other parts. Where they are not, all parts are taken as the numbers that they are.

    Raises:
        OtherScale: where a part is certainly of another scale than the training samples.

    >>> train, test = np.float32([[0, 255]]), np.uint8([[0, 255]])
    >>> one_scale({"train": train, "test": test}).parts["test"].dtype
    dtype('float32')
    """
    train = parts["train"]
    extents = {part: extent_of_array(samples) for part, samples in parts.items()}
    doubts = dict(_doubts(parts, extents))
    mixed = dict(_mixed(parts, extents))
    if train.dtype == np.uint8:
        return OneScale({part: _as_bytes(one) for part, one in parts.items()}, BYTE, doubts, mixed)
    floats = {part: as_float32(one) for part, one in parts.items()}
    return OneScale(floats, divisor_of(train), doubts, mixed)


def as_float32(numbers: np.ndarray) -> np.ndarray:
    """The numbers as float32; what is too large for that becomes infinite.

    >>> as_float32(np.array([1e39, 2.0]))
    array([inf,  2.], dtype=float32)
    """
    with np.errstate(over="ignore"):
        return numbers.astype(np.float32, copy=False)


def divisor_of(samples: np.ndarray) -> Divisor:
    """What bytes are divided by to be like these numbers.

    >>> divisor_of(np.array([0.0, 0.7])), divisor_of(np.array([3, 240])), divisor_of(np.array([-2]))
    (255, 1, None)
    """
    lowest, highest = float(samples.min()), float(samples.max())
    if samples.dtype == np.uint8 or (lowest >= 0 and highest <= 1):
        return BYTE
    return 1 if lowest >= 0 and DARK < highest <= BYTE else None


def _as_bytes(samples: np.ndarray) -> np.ndarray:
    """Numbers of 0 to 255, as bytes where they are whole; else as the values bytes stand for."""
    if samples.dtype == np.uint8:
        return samples
    with np.errstate(invalid="ignore"):
        whole = samples.astype(np.uint8)
    return whole if np.array_equal(whole, samples) else as_float32(samples) / np.float32(BYTE)


def _doubts(
    parts: Mapping[Part, np.ndarray], extents: Mapping[Part, EachExtent]
) -> Iterator[tuple[Part, str]]:
    """What is odd about the scale of a part; a few rows of a table may well hold small numbers."""
    train = extents["train"]
    for part, one in extents.items():
        table = parts[part].ndim < 3 and one.dtype == train.dtype
        found: Doubt | None = None if part == "train" or table else doubt(train, one)
        why = f"it holds {one}, and the training samples {train}"
        if found == "certain":
            raise OtherScale(part, why, advice(train, one))
        if found:
            yield part, why


def _mixed(
    parts: Mapping[Part, np.ndarray], extents: Mapping[Part, EachExtent]
) -> Iterator[tuple[Part, str]]:
    """What is odd within a part of pictures or series, which may be so for reasons of its own."""
    for part, one in extents.items():
        found = mixture(one) if parts[part].ndim > 2 else None
        if found:
            one_dark, other = found.examples
            few = f"{found.few:,} of {len(one.tops):,} samples end at {found.low:g} or below"
            rest = f"the others at {found.high:g} or above"
            yield part, f"{few} (number {one_dark:,}), {rest} (number {other:,})"
