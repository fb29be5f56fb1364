"""Writes files beside the training, which goes on meanwhile."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Writer:
    """One thread, with one piece of work under way at most.

    What goes wrong in it is raised by the next call, so that nothing fails unheard.

    >>> with Writer() as writer:
    ...     writer.put(lambda: print("written"))
    written
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "writer")
        self._work: Future[None] | None = None

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        """Waits for what is under way; another failure is not hidden by one of the writing."""
        try:
            if kind is None:
                self.join()
        finally:
            self._pool.shutdown()

    def put(self, work: Callable[[], None]) -> None:
        """Begin with a piece of work, once the one before is done."""
        self.join()
        self._work = self._pool.submit(work)

    def check(self) -> None:
        """Raise what went wrong, if the work is done; wait for nothing."""
        if self._work is not None and self._work.done():
            self.join()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that was not asked about."""
        return self._work is None

    def join(self) -> None:
        """Wait for the work under way, and raise what went wrong."""
        work, self._work = self._work, None
        if work is not None:
            work.result()
