"""Many pictures decoded by several threads, by fewer where the pictures are large.

A few kilobytes can unpack to 64 megapixels. What so many threads have held at the same time stays
with the process, as each thread has its own store of memory: waiting for one another would not do.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from archspec.files import machine_memory
from archspec.recipe import RecipeFailure
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.picture import size_of

PER_PIXEL: Final = 16
"""Bytes that a decoder and what is made of its picture take for a pixel, and more."""

MOST: Final = 2**30
"""Bytes of all pictures that are decoded at the same time, where one alone is not larger."""


def decode_all(
    paths: Sequence[Path | Member | Item], decode: Callable[[int], None], workers: int
) -> None:
    """Calls `decode` with the number of each path, in any order.

    Args:
        paths: picture files.
        decode: what decodes one of them.
        workers: threads, of which as many are used as memory allows for the pictures' sizes.

    Raises:
        RecipeFailure: what `decode` raises.
    """
    room = min(MOST, machine_memory() // 8)

    def try_one(number: int) -> int:
        """Decodes a picture; or tells what it takes, where that is too much beside others."""
        if (cost := _cost(paths[number])) > room // workers:
            return cost
        decode(number)
        return 0

    with ThreadPoolExecutor(workers) as pool:
        costs = [*pool.map(try_one, range(len(paths)))]
    if large := [number for number, cost in enumerate(costs) if cost]:
        with ThreadPoolExecutor(threads_for(max(costs), room)) as pool:
            for _ in pool.map(decode, large):
                pass


def threads_for(cost: int, room: int) -> int:
    """How many pictures that take so many bytes each are decoded at the same time.

    >>> threads_for(PER_PIXEL * 64_000_000, MOST), threads_for(PER_PIXEL * 12_000_000, MOST)
    (1, 5)
    """
    return max(1, room // cost)


def _cost(path: Path | Member | Item) -> int:
    """Bytes that decoding takes; some decoders read the whole file first."""
    if isinstance(path, Item):  # whose size nobody knows before it is decoded
        return 0
    try:
        width, height = size_of(path)
        size = path.size if isinstance(path, Member) else path.stat().st_size
        return PER_PIXEL * width * height + size
    except (RecipeFailure, OSError):
        # What is wrong with it is said by whoever decodes it.
        return 0
