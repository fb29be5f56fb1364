"""The journal of a sweep: a file that several processes append to, and that outlives each of them.

What a killed process leaves of its lock keeps nobody out, and what it leaves of a line is cut off.
"""

import os
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

from archspec.files import STALE, Held, locked, open_file
from archspec.study.database import MAX_FILE

LOCK: Final = "trials.lock"
"""Held by who appends to the journal. A link of another name may be left of what optuna does."""

PATIENCE: Final = 2 * STALE
"""Seconds that a process waits for others; one that has died is noticed before."""


class JournalLock(JournalFileOpenLock):
    """What one process holds at a time, and nobody once it is gone.

    Optuna's own, in whose place it stands, outlives a process that is killed.

    Args:
        journal: that is appended to by who holds it.
    """

    def __init__(self, journal: Path):
        self.journal, self.held = journal, ExitStack()

    def acquire(self) -> bool:
        """Waits for others, and cuts off what one of them has left of a line.

        Raises:
            OSError: where the lock or the journal is no file, or one holds it without end.
        """
        self.held.close()  # which an interruption may have left open
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.held.enter_context(locked(self.journal.with_name(LOCK)))
                break
            except Held as held:
                if time.monotonic() > until:
                    by = f"process {held.holder.process}" if held.holder else "another process"
                    raise TimeoutError(f"`{self.journal}` is held by {by}") from None
        try:
            cut_off(self.journal)
        except BaseException:
            self.release()
            raise
        return True

    def release(self) -> None:
        """Lets others have it."""
        self.held.close()


def opened_journal(path: Path) -> JournalStorage:
    """The trials in a journal, which is made where it is not there.

    Raises:
        OSError: where it is no file, or has more than `MAX_FILE` bytes.
    """
    lock = JournalLock(path)
    lock.acquire()
    lock.release()
    return JournalStorage(JournalFileBackend(str(path), lock))


def cut_off(path: Path) -> None:
    """Takes from the end of a journal what is no whole line; there is none in a new one.

    Raises:
        OSError: where it is no file, or has more than `MAX_FILE` bytes.
    """
    try:
        file = open_file(path, follow=False)
    except FileNotFoundError:
        return
    with file:
        if (size := os.fstat(file.fileno()).st_size) > MAX_FILE:
            raise OSError(f"`{path}` has more than {MAX_FILE // 2**20} MiB")
        file.seek(max(0, size - 1))
        if file.read(1) in (b"", b"\n"):
            return
        file.seek(0)
        whole = file.read(size).rfind(b"\n") + 1
    os.truncate(path, whole)
