"""One scale for all parts of a data set: that of the training samples."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from archspec.runner.data.samples import Divisor, Part

BYTE: Final = 255
DARK: Final = 16
"""The most that values of 0 to 255 are not taken for: grey levels of other scales end here."""


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


def one_scale(parts: Mapping[Part, np.ndarray]) -> tuple[dict[Part, np.ndarray], Divisor]:
    """Every part as bytes or as float32, so that equal values mean the same in all of them.

    Where the training samples are bytes, they stand for 0 to 1, and so do other numbers of 0 to 255
    in the other parts. Where they are not, all parts are taken as the numbers that they are.

    Returns:
        The parts, and what a byte from elsewhere is divided by to be like them.

    Raises:
        OtherScale: where a part is of 0 to 1 and the training samples of 0 to 255, or the reverse.

    >>> train, test = np.float32([[0, 255]]), np.uint8([[0, 255]])
    >>> one_scale({"train": train, "test": test})[0]["test"].dtype
    dtype('float32')
    """
    train = parts["train"]
    for part, samples in parts.items():
        _check(part, train, samples)
    if train.dtype == np.uint8:
        return {part: _as_bytes(samples) for part, samples in parts.items()}, BYTE
    return {part: as_float32(one) for part, one in parts.items()}, divisor_of(train)


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


def _check(part: Part, train: np.ndarray, samples: np.ndarray) -> None:
    """Nothing, unless the ranges are certainly those of two scales."""
    if part == "train" or (train.dtype == samples.dtype and train.ndim < 3):
        return
    low, high, top = float(samples.min()), float(samples.max()), float(train.max())
    why = f"it holds {_range(samples)}, and the training samples {_range(train)}"
    if _of_bytes(train):
        if samples.dtype != np.uint8 and low >= 0 and 0 < high <= 1:
            raise OtherScale(part, why, "multiply it by 255")
        if train.dtype == np.uint8 and (low < 0 or high > BYTE):
            raise OtherScale(part, why, "write it as the training samples are: bytes of 0 to 255")
    elif _of_bytes(samples) and 0 < top <= DARK < high:
        unit = divisor_of(train) == BYTE
        advice = "divide it by 255" if unit else "bring it to the scale of the training samples"
        raise OtherScale(part, why, advice)


def _of_bytes(samples: np.ndarray) -> bool:
    """Whether values are of 0 to 255, whatever their type."""
    lowest, highest = float(samples.min()), float(samples.max())
    least = 1 if samples.dtype == np.uint8 else DARK
    return lowest >= 0 and least < highest <= BYTE


def _range(samples: np.ndarray) -> str:
    return f"{samples.dtype} from {samples.min():g} to {samples.max():g}"
