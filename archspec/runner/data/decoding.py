"""Many pictures decoded by several threads, by fewer where the pictures are large.

A few kilobytes can unpack to 64 megapixels. What so many threads have held at the same time stays
with the process, as each thread has its own store of memory: waiting for one another would not do.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import repeat
from typing import Final

from archspec.files import machine_memory
from archspec.runner.data.picture import TooMuchNow

MOST: Final = 2**30
"""Bytes of all pictures that are decoded at the same time, where one alone is not larger."""


def decode_all(count: int, decode: Callable[[int, int | None], None], workers: int) -> None:
    """Calls `decode` with the number of each picture, in any order.

    Args:
        count: pictures.
        decode: what decodes one of them, given its number and the bytes that it may take, if it may
            not take any; what needs more raises TooMuchNow, and is asked for again.
        workers: threads, of which as many are used as there are cores, and as memory allows for the
            pictures' sizes.

    Raises:
        RecipeFailure: what `decode` raises.
    """
    workers = min(workers, cores())
    room = min(MOST, machine_memory() // 8)
    numbers, large, failed = iter(range(count)), dict[int, int](), dict[int, Exception]()

    def work() -> None:
        """Decodes one picture after the other, but for those that take too much beside others."""
        for number in numbers:
            try:
                decode(number, room // workers)
            except TooMuchNow as picture:
                large[number] = picture.cost
            except Exception as error:
                failed[number] = error
                # Nothing of the batch is needed any more; those before this one are under way.
                for _ in numbers:
                    pass

    # To wait for each picture apart would wake this thread as often, a fifth of all the time.
    pool = _threads(workers)
    for one in [pool.submit(work) for _ in range(min(workers, count))]:
        one.result()
    if failed:
        raise failed[min(failed)]
    if large:
        with ThreadPoolExecutor(threads_for(max(large.values()), room)) as few:
            for _ in few.map(decode, sorted(large), repeat(None)):
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

    >>> threads_for(cost=2**30, room=MOST), threads_for(cost=200_000_000, room=MOST)
    (1, 5)
    """
    return max(1, room // cost)
