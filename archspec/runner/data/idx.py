"""The idx format of MNIST and its kin (yann.lecun.com/exdb/mnist), gzipped or not."""

import gzip
import zlib
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np

from archspec.diagnostics import Problem
from archspec.files import open_file, reason
from archspec.recipe import RecipeFailure

UNSIGNED_BYTES = 0x08
LARGEST = 2**28
"""Bytes of an array; those of MNIST and its kin have 47 million."""

CHUNK = 2**20


def read_idx(path: Path, axes: int) -> np.ndarray:
    """The array of bytes in `path`, with `axes` axes.

    The header is a claim: nothing is allocated by it, the file must hold exactly what it says.

    Raises:
        RecipeFailure: A622 if it is not such a file, too short, too long or broken.
    """
    try:
        with _opened(path) as file:
            shape = _header(path, file, axes)
            data = b"".join(_chunks(file, prod(shape) + 1))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _broken(path, f"its compressed data is broken: {error}") from None
    except OSError as error:
        raise _broken(path, reason(error)) from None
    if len(data) != prod(shape):
        had = f"at least {len(data):,}" if len(data) > prod(shape) else f"{len(data):,}"
        raise _broken(path, f"its header promises {prod(shape):,} bytes, but there are {had}")
    return np.frombuffer(data, np.uint8).reshape(shape)


def _opened(path: Path) -> BinaryIO:
    file = open_file(path)
    return gzip.open(file, "rb") if path.suffix == ".gz" else file  # type: ignore[return-value]


def _header(path: Path, file: BinaryIO, axes: int) -> tuple[int, ...]:
    head = file.read(4 + 4 * axes)
    if head[:4] != bytes([0, 0, UNSIGNED_BYTES, axes]) or len(head) != 4 + 4 * axes:
        wanted = bytes([0, 0, UNSIGNED_BYTES, axes]).hex()
        raise _broken(path, f"it begins with {head[:4].hex() or 'nothing'} instead of {wanted}")
    shape = tuple(int(size) for size in np.frombuffer(head, ">u4", offset=4))
    if not 0 < prod(shape) <= LARGEST:
        raise _broken(path, f"its header promises {'×'.join(map(str, shape))} bytes")
    return shape


def _chunks(file: BinaryIO, most: int) -> Iterator[bytes]:
    while most > 0 and (chunk := file.read(min(most, CHUNK))):
        most -= len(chunk)
        yield chunk


def _broken(path: Path, why: str) -> RecipeFailure:
    fact = f"`{path}` is not a complete idx file"
    return RecipeFailure([Problem("A622", fact, ("data", "root"), notes=(why,))])
