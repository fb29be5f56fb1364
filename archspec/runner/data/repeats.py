"""Images of one part that stand in the training part too, byte for byte."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np

from archspec.runner.data.contents import contents
from archspec.runner.data.normalization import chunks
from archspec.runner.data.samples import InMemory, Part, Samples, Split

GLANCE: Final = 64
"""Values of an image, evenly among all, by which most are told apart."""


def repeats(parts: Mapping[Part, Split]) -> dict[Part, int]:
    """How many images of each part the training part has as well; none of parts without any.

    Files are compared by their bytes, whatever they are called: a copy or a link is the same image.
    Images without files are compared by their values, and other samples, which may well be equal,
    not at all.

    >>> import torch
    >>> x = torch.arange(32.0).view(2, 1, 4, 4)
    >>> one, other = (Split(InMemory(some), torch.zeros(len(some))) for some in (x, x[1:]))
    >>> repeats({"train": one, "test": other})
    {'test': 1}
    """
    train = parts["train"]
    if len(train.samples.shape) != 3:
        return {}
    counts = {part: _count(train, one) for part, one in parts.items() if part != "train"}
    return {part: count for part, count in counts.items() if count}


def _count(train: Split, other: Split) -> int:
    if train.files and other.files:
        return _equal_files(train.files, other.files)
    if isinstance(train.samples, InMemory) and isinstance(other.samples, InMemory):
        return _equal_images(train.samples, other.samples)
    return 0


def _equal_files(train: tuple[Path, ...], other: tuple[Path, ...]) -> int:
    """Few files have the size of another, and of these few the same beginning, middle and end."""
    known, asked = ([(path, _size(path)) for path in paths] for paths in (train, other))
    for whole in (False, True):
        mine, theirs = ({key for _, key in pairs} for pairs in (known, asked))
        common = mine & theirs - {None}
        known, asked = (
            [(path, _sum(path, whole=whole)) for path, key in pairs if key in common]
            for pairs in (known, asked)
        )
    sums = {key for _, key in known}
    return sum(key is not None and key in sums for _, key in asked)


def _size(path: Path) -> object:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _sum(path: Path, *, whole: bool) -> object:
    """What a file holds, in short; None for one that went away, of which whoever reads it tells."""
    try:
        return tuple(sorted(contents(path, whole=whole).items()))
    except OSError:
        return None


def _equal_images(train: InMemory, other: InMemory) -> int:
    """Images whose few values at a glance are the same are compared in full."""
    known, asked = _glances(train), _glances(other)
    common = {*known} & {*asked}
    if not common:
        return 0
    sums = {*_digests(train, known, common)}
    return sum(one in sums for one in _digests(other, asked, common))


def _glances(samples: Samples) -> list[bytes]:
    found: list[bytes] = []
    for rows in _chunks(samples):
        few = rows[:, :: max(1, rows.shape[1] // GLANCE)]
        values, size = few.tobytes(), few.shape[1] * few.itemsize
        found += [values[start : start + size] for start in range(0, len(values), size)]
    return found


def _digests(samples: Samples, glances: list[bytes], common: set[bytes]) -> Iterator[bytes]:
    """What the images are, in short, that have a glance in common with others."""
    rows = (row for some in _chunks(samples) for row in some)
    return (_digest(row) for row, one in zip(rows, glances, strict=True) if one in common)


def _chunks(samples: Samples) -> Iterator[np.ndarray]:
    """Images as rows of values, many at a time."""
    return (samples.take(index).flatten(1).numpy() for index in chunks(samples))


def _digest(row: np.ndarray) -> bytes:
    return blake2b(row.tobytes(), digest_size=16).digest()
