"""The two arrays of SVHN's files: MATLAB's level 5 format (MathWorks, MAT-File Format, 2024)."""

import struct
import zlib
from collections.abc import Iterator
from math import prod
from pathlib import Path

import numpy as np

from archspec.diagnostics import Problem
from archspec.files import read_bytes, reason
from archspec.recipe import RecipeFailure

HEADER = 128
MATRIX, COMPRESSED, BYTES, UINT16 = 14, 15, 2, 4
LARGEST = 2**29
"""Bytes of a file, and of all that it unpacks to; the larger of SVHN has 226 million."""

MOST_ELEMENTS = 1000
"""Elements in a row; SVHN's files have two, and an array a handful."""

NUMBERS = {1: "i1", BYTES: "u1", 3: "<i2", UINT16: "<u2", 5: "<i4", 6: "<u4", 9: "<f8"}


def read_mat(path: Path) -> dict[str, np.ndarray]:
    """Every numeric array in `path`, by name.

    Raises:
        RecipeFailure: A622 if it is not such a file, or broken.
    """
    try:
        content = read_bytes(path, LARGEST)
        if content[126:128] != b"IM":
            raise _broken(path, "it does not begin as a MATLAB 5 file")
        pieces = _unpacked(content[HEADER:])
        return dict(_array(one) for kind, one in pieces if kind == MATRIX)
    except OSError as error:
        raise _broken(path, reason(error)) from None
    except (struct.error, zlib.error, ValueError, KeyError, IndexError) as error:
        raise _broken(path, f"{type(error).__name__}: {error}") from None


def _unpacked(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each element, and of those that compressed ones hold."""
    left = LARGEST
    for kind, piece in _elements(data):
        if kind != COMPRESSED:
            yield kind, piece
            continue
        inner = zlib.decompressobj().decompress(piece, left + 1)
        left -= len(inner)
        if left < 0:
            raise ValueError(f"it unpacks to more than {LARGEST // 2**20} MiB")
        yield from _elements(inner)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each element."""
    at = 0
    for _ in range(MOST_ELEMENTS):
        if at >= len(data):
            return
        kind, size = struct.unpack_from("<II", data, at)
        if kind >> 16:  # up to four bytes of content share the tag
            kind, size, start, step = kind & 0xFFFF, kind >> 16, at + 4, 8
        else:
            start = at + 8
            step = 8 + size + (0 if kind == COMPRESSED else -size % 8)
        if start + size > len(data):
            raise ValueError("an element is longer than the file")
        piece = data[start : start + size]
        yield kind, piece
        at += step
    raise ValueError(f"it has more than {MOST_ELEMENTS:,} elements")


def _array(matrix: bytes) -> tuple[str, np.ndarray]:
    (_, _flags), (_, sizes), (_, name), (kind, numbers) = list(_elements(matrix))[:4]
    shape = tuple(int(size) for size in np.frombuffer(sizes, "<i4"))
    flat = np.frombuffer(numbers, NUMBERS[kind])
    if flat.size != prod(shape):
        raise ValueError(f"{flat.size} numbers for shape {shape}")
    return name.decode("ascii"), flat.reshape(shape, order="F")


def _broken(path: Path, why: str) -> RecipeFailure:
    fact = f"`{path}` is not a complete MATLAB file"
    return RecipeFailure([Problem("A622", fact, ("data", "root"), notes=(why,))])
