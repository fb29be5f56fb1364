"""Many pictures decoded by several threads, by fewer where the pictures are large.

A few kilobytes can unpack to 64 megapixels. What so many threads have held at the same time stays
with the process, as each thread has its own store of memory: waiting for one another would not do.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Final

from archspec.files import machine_memory
from archspec.recipe import RecipeFailure
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.picture import opened_picture

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
        workers: threads, of which as many are used as there are cores, and as memory allows for the
            pictures' sizes.

    Raises:
        RecipeFailure: what `decode` raises.
    """
    workers = min(workers, cores())
    room = min(MOST, machine_memory() // 8)
    numbers, large, failed = iter(range(len(paths))), dict[int, int](), dict[int, Exception]()

    def work() -> None:
        """Decodes one picture after the other, but for those that take too much beside others."""
        for number in numbers:
            if (cost := _cost(paths[number])) > room // workers:
                large[number] = cost
                continue
            try:
                decode(number)
            except Exception as error:
                failed[number] = error
                # Nothing of the batch is needed any more; those before this one are under way.
                for _ in numbers:
                    pass

    # To wait for each picture apart would wake this thread as often, a fifth of all the time.
    pool = _threads(workers)
    for one in [pool.submit(work) for _ in range(min(workers, len(paths)))]:
        one.result()
    if failed:
        raise failed[min(failed)]
    if large:
        with ThreadPoolExecutor(threads_for(max(large.values()), room)) as few:
            for _ in few.map(decode, sorted(large)):
                pass


@lru_cache(maxsize=1)
def _threads(count: int) -> ThreadPoolExecutor:
    """Threads that last, so that none has to be begun for a batch."""
    return ThreadPoolExecutor(count, "decoder")


# A process that is a copy of this one has none of its threads.
os.register_at_fork(after_in_child=_threads.cache_clear)


def cores() -> int:
    """How many processors this process may use: more threads would only take turns.

    >>> cores() > 0
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
        with opened_picture(path) as image:
            width, height = image.size
        size = path.size if isinstance(path, Member) else path.stat().st_size
        return PER_PIXEL * width * height + size
    except (RecipeFailure, OSError):
        # What is wrong with it is said by whoever decodes it.
        return 0
