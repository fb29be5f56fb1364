"""Work on the next item while somebody uses the one before."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def one_ahead(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What `work` makes of each item, in order; a thread is one ahead of whoever takes them.

    What goes wrong with an item is raised where its result would have been.

    >>> list(one_ahead(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    before: Future[Result] | None = None
    with ThreadPoolExecutor(1, "next batch") as pool:
        for item in items:
            under_way = pool.submit(work, item)
            if before is not None:
                yield before.result()
            before = under_way
        if before is not None:
            yield before.result()
