"""Decoded samples in a file without a name, for what is more than the budget of memory.

The system keeps of it in memory what nothing else needs, and it is gone with the process, however
that ends.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

import torch
from torch import Tensor

from archspec.runner.data.normalization import chunks
from archspec.runner.data.samples import Samples

LASTING: Final = Path("/var/tmp")  # noqa: S108  the file has no name that anyone could take first
"""Where systems have temporary files on a disk; `/tmp` is often in memory."""


@dataclass(frozen=True, eq=False)
class InFile:
    """Samples (N, *shape), one behind the other in a file, or some of them."""

    slow: ClassVar[bool] = True

    file: BinaryIO
    shape: tuple[int, ...]
    dtype: torch.dtype
    rows: Tensor

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, index: Tensor) -> Tensor:
        """The samples at `index`, each read into its place."""
        batch = torch.empty(len(index), *self.shape, dtype=self.dtype)
        size = prod(self.shape) * self.dtype.itemsize
        if size:
            into = _bytes(batch)
            for place, row in enumerate(self.rows[index].tolist()):
                _read(self.file, into[place * size : (place + 1) * size], row * size)
        return batch

    def keep(self, index: Tensor) -> "InFile":
        """Only the samples at `index`; the file is shared."""
        return InFile(self.file, self.shape, self.dtype, self.rows[index])


def in_file(samples: Samples, nbytes: int) -> InFile | None:
    """The same samples in a file, or None where there is too little room for it on the disk.

    Args:
        samples: which are all taken once.
        nbytes: what they take together.
    """
    usual = LASTING if LASTING.is_dir() else tempfile.gettempdir()
    place = Path(os.environ.get("TMPDIR") or usual)
    with suppress(OSError):
        if shutil.disk_usage(place).free < 2 * nbytes:
            return None
        file: BinaryIO = tempfile.TemporaryFile(dir=place)  # noqa: SIM115  it lives as the samples do
        return _filled(file, samples)
    return None


def _filled(file: BinaryIO, samples: Samples) -> InFile:
    try:
        for batch in _batches(samples):
            dtype = batch.dtype
            file.write(_bytes(batch))
        file.flush()
    except BaseException:
        file.close()
        raise
    return InFile(file, samples.shape, dtype, torch.arange(len(samples)))


def _batches(samples: Samples) -> Iterator[Tensor]:
    for index in chunks(samples):
        # In memory they may lie otherwise.
        yield samples.take(index).contiguous()


def _bytes(batch: Tensor) -> memoryview:
    """The memory of a batch, which lies as its axes stand."""
    return memoryview(batch.numpy().data).cast("B")


def _read(file: BinaryIO, into: memoryview, at: int) -> None:
    while into:
        piece = os.pread(file.fileno(), len(into), at)
        if not piece:
            raise OSError("a file of decoded images has become shorter")
        into[: len(piece)] = piece
        into, at = into[len(piece) :], at + len(piece)
