"""How large the pictures of a folder are, and how much of them the network does not get to see."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archspec.diagnostics.readable import as_name
from archspec.runner.data.picture import has_frames, size_of

MEASURED: Final = 1_000
"""Pictures whose sizes are looked at, evenly among all."""

MUCH: Final = 0.25
"""The share of a side that may be cut off without a word."""

STILL: Final = frozenset((".jpg", ".jpeg", ".jpe", ".jfif", ".bmp"))
"""Endings of pictures that are one alone."""

Size = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True)
class PictureSizes:
    """The sizes of pictures as they lie on disk.

    Args:
        line: the smallest and the largest, in pixels.
        note: how much is cut off, where that is much; else nothing.
    """

    line: str
    note: str


def picture_sizes(paths: Sequence[Path], shape: Sequence[int], workers: int) -> PictureSizes:
    """What is to be said of the sizes of pictures that are fitted to an input.

    Args:
        paths: the pictures, one or more.
        shape: of the network's input (channels, height, width).
        workers: files read at the same time.

    Raises:
        RecipeFailure: A626 if one cannot be read.
    """
    some = paths[:: -(-len(paths) // MEASURED)]
    with ThreadPoolExecutor(workers) as pool:
        sizes = [*pool.map(size_of, some)]
    return sizes_in_words(sizes, (shape[2], shape[1]))


def frames_note(paths: Sequence[Path], workers: int) -> str:
    """How many of the pictures are several, of a thousand evenly among all; nothing without any.

    Raises:
        RecipeFailure: A626 if one cannot be read.
    """
    some = [one for one in paths if one.suffix.lower() not in STILL]
    some = some[:: max(1, -(-len(some) // MEASURED))]
    with ThreadPoolExecutor(workers) as pool:
        several = [
            one for one, found in zip(some, pool.map(has_frames, some), strict=True) if found
        ]
    if not several:
        return ""
    of = "" if len(some) == len(paths) else f" of {len(some):,} that were looked at"
    first = as_name(several[0].name)
    what = (
        f"{len(several):,} image{'s have' if len(several) > 1 else ' has'} several frames or pages"
    )
    return f"{what}{of}, and only the first is used ({first})"


def sizes_in_words(sizes: Sequence[Size], taken: Size) -> PictureSizes:
    """The same of sizes that are known.

    >>> sizes_in_words([(300, 50), (312, 52)], (32, 32)).note
    'images are 300×50 to 312×52; resized and cut to the middle 32×32, 83 % of the width is lost'
    """
    ends = sorted({*sizes}, key=lambda one: (one[0] * one[1], one))
    line = " to ".join(f"{width}×{height}" for width, height in ends[:: max(1, len(ends) - 1)])
    lost = [_lost(size, taken) for size in sizes]
    much = [one for one in lost if one[0] > MUCH]
    note = f"images are {line}; resized and cut to the middle {taken[0]}×{taken[1]}, "
    return PictureSizes(line, note + _loss(lost, much) if much else "")


def _loss(lost: Sequence[tuple[float, str]], much: Sequence[tuple[float, str]]) -> str:
    least, most = (f"{100 * end(much)[0]:.0f}" for end in (min, max))
    if len(much) < len(lost) or len({side for _, side in much}) > 1:
        return f"more than a quarter of {len(much):,} of {len(lost):,} is lost, up to {most} %"
    span = most if least == most else f"{least} to {most}"
    return f"{span} % of the {much[0][1]} is lost"


def _lost(size: Size, taken: Size) -> tuple[float, str]:
    """The share that is cut off, and of which side."""
    (width, height), (across, down) = size, taken
    wanted, given = across * height, down * width
    return (1 - wanted / given, "width") if wanted < given else (1 - given / wanted, "height")
