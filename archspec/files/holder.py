"""What the holder of a file says of itself in it, and that it is still there."""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict
from threading import Event, Thread
from typing import Any, Final

from archspec.dataclass import dataclass

BEAT: Final = 30.0
"""Seconds between two touches of a file that cannot be locked."""

STALE: Final = 300.0
"""Seconds without a touch after which its holder is taken for dead."""

SETTLE: Final = 0.2
"""Seconds after which who wrote last into a file that cannot be locked is its holder."""

MOST: Final = 1024
"""Bytes that are read of what a holder says of itself."""


@dataclass(frozen=True)
class Holder:
    """Who holds a lock.

    Args:
        process: its number.
        host: the machine on which it runs.
        since: seconds since 1970.
    """

    process: int
    host: str
    since: float


class Held(Exception):  # noqa: N818  a state that callers ask for, and no fault
    """Somebody else holds the file; who, where that can be read."""

    def __init__(self, holder: Holder | None):
        super().__init__(str(holder))
        self.holder = holder


def read_holder(descriptor: int) -> Holder | None:
    """Who says of himself that he holds an opened file; nobody where nothing says so."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        content: Any = json.loads(os.read(descriptor, MOST))
        return Holder(int(content["process"]), str(content["host"]), float(content["since"]))
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def write_holder(descriptor: int, holder: Holder | None) -> None:
    """Says in an opened file who holds it, or that nobody does.

    Raises:
        OSError: where it cannot be written.
    """
    text = json.dumps(asdict(holder)) if holder else ""
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode())


class Heartbeat:
    """Touches a file that cannot be locked, from a thread of its own."""

    def __init__(self, descriptor: int):
        self.descriptor, self.done = descriptor, Event()
        self.thread = Thread(target=self._run, daemon=True)

    def start(self, holder: Holder) -> None:
        """Begins, unless somebody else wrote into the file at the same moment.

        Raises:
            Held: if somebody did.
        """
        time.sleep(SETTLE)
        if (found := read_holder(self.descriptor)) != holder:
            raise Held(found)
        self.thread.start()

    def stop(self) -> None:
        """Ends, before the descriptor is somebody else's."""
        self.done.set()
        if self.thread.is_alive():
            self.thread.join()

    def _run(self) -> None:
        while not self.done.wait(BEAT):
            # A file that cannot be touched tells others that nobody holds it; the run that writes
            # beside it finds out by itself.
            with suppress(OSError):
                os.utime(self.descriptor)
