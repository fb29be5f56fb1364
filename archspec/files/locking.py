"""A file that one process holds at a time, and that is free the moment this process is gone.

A record lock belongs to a process: it ends with it, whatever ends it, and a child that outlives it
does not keep it, as it would a lock of `flock`. Nothing has to be guessed from what a dead process
left behind. Where a file system has no locks, the holder touches the file again and again instead,
and who has not done so for a while is taken for dead.

Source: POSIX, fcntl: https://pubs.opengroup.org/onlinepubs/9799919799/functions/fcntl.html
"""

import errno
import os
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Final

from archspec.files.holder import (
    STALE,
    Heartbeat,
    Held,
    Holder,
    read_holder,
    write_holder,
)

try:
    import fcntl
except ImportError:
    # On Windows, where a file is held as on a file system without locks.
    fcntl = None  # type: ignore[assignment]

TRIES: Final = 4
"""How often a lock is asked for, a tenth of a second apart: a look at it takes it for a moment."""

BUSY: Final = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))
LOCKLESS: Final = frozenset((errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS))

_own: Final[dict[tuple[int, int], Holder]] = {}
"""What this process holds, by device and inode: the system would give it the same lock again, and
take both away when one of the two is closed."""

_asking: Final = Lock()


def _lock(descriptor: int) -> None:
    if fcntl is None:
        raise OSError(errno.ENOLCK, "this system has no record locks")
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Holds the file for as long as the block runs; it is made, and stays when the block ends.

    Yields:
        Whether the file system has locks; without them, others notice a death after five minutes.

    Raises:
        Held: if somebody else holds it.
        OSError: where it cannot be written, or is no file.
    """
    holder = Holder(os.getpid(), socket.gethostname(), time.time())
    with _asking:
        descriptor, real = _taken(path)
        about = os.fstat(descriptor)
        _own[key := (about.st_dev, about.st_ino)] = holder
    beat = Heartbeat(descriptor)
    try:
        write_holder(descriptor, holder)
        if not real:
            beat.start(holder)
        yield real
    finally:
        beat.stop()
        with _asking:
            del _own[key]
            # Without a lock, what is written there is what keeps others away.
            with suppress(OSError):
                if read_holder(descriptor) == holder:
                    write_holder(descriptor, None)
            os.close(descriptor)


def holder_of(path: Path) -> Holder | None:
    """Who holds the file, if anybody does; nobody where it is not there.

    Raises:
        Held: if somebody does who cannot be told.
        OSError: if it cannot be looked at.
    """
    with _asking:
        try:
            descriptor, _ = _taken(path, make=False)
        except FileNotFoundError:
            return None
        except Held as held:
            if held.holder is None:
                raise
            return held.holder
        os.close(descriptor)
    return None


def _taken(path: Path, *, make: bool = True) -> tuple[int, bool]:
    """The file, locked; and whether it could be, where another way had to do."""
    for _ in range(TRIES):
        if (mine := _holds(path)) is not None:
            raise Held(mine)
        descriptor = _opened(path, make=make)
        try:
            real = _try(descriptor)
            if _same(descriptor, path):
                return descriptor, real
        except Held as held:
            found = held
        except BaseException:
            os.close(descriptor)
            raise
        else:
            found = Held(None)
        os.close(descriptor)
        time.sleep(0.1)
    raise found


def _holds(path: Path) -> Holder | None:
    with suppress(OSError):
        about = path.stat()
        return _own.get((about.st_dev, about.st_ino))
    return None


def _opened(path: Path, *, make: bool) -> int:
    flags = os.O_RDWR | (os.O_CREAT if make else 0)
    # Under its name there may be a link that leads elsewhere, or a pipe that nobody reads.
    guards = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))
    descriptor = os.open(path, flags | sum(guards), 0o644)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "it is no file", str(path))


def _try(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in BUSY:
            raise Held(read_holder(descriptor)) from None
        if error.errno not in LOCKLESS:
            raise
        holder = read_holder(descriptor)
        if holder and time.time() - os.fstat(descriptor).st_mtime < STALE:
            raise Held(holder) from None
        return False
    return True


def _same(descriptor: int, path: Path) -> bool:
    """Whether the path still leads to the file; whoever had it may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
