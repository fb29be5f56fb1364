"""Files of strangers: opened only where they are files, and read no further than they may go.

Under any name there may be a pipe that nobody writes to, or a device that never ends. Opening the
one waits for ever; reading the other fills the machine.
"""

import errno
import os
import stat
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Final

CHUNK: Final = 2**16
"""Bytes that are read at a time."""

STREAMS: Final = ("/dev/fd", "/proc/self/fd")
"""Where a shell has what it passes as `<(command)`."""

KINDS: Final = (
    (stat.S_ISDIR, errno.EISDIR, "it is a folder"),
    (stat.S_ISFIFO, errno.EINVAL, "it is a pipe, not a file"),
    (stat.S_ISSOCK, errno.EINVAL, "it is a socket, not a file"),
)
"""What stands under a name instead of a file."""


def is_there(path: Path) -> bool:
    """Whether anything stands under that name, which may be one that nothing can have."""
    try:
        return path.exists()
    except OSError:
        return False


def expanded(name: str) -> Path:
    """The path of a name that may begin with `~`, for a home that may be nobody's.

    >>> expanded("~nobody-of-that-name/x").name
    'x'
    """
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def open_file(path: Path, *, follow: bool = True) -> BufferedReader:
    """The file, opened for reading at once, whatever stands under its name.

    Args:
        path: the file.
        follow: whether a link may lead to it.

    Raises:
        OSError: with a reason in words where there is no such file, or it is none.
    """
    try:
        found = path.stat() if follow else path.lstat()
    except ValueError:  # as of a name with a zero byte
        raise OSError(errno.EINVAL, "nothing can have that name", str(path)) from None
    _check(path, found)
    # Between the two it may have been exchanged: so it is opened without waiting, and asked again.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | (0 if follow else getattr(os, "O_NOFOLLOW", 0)))
    try:
        _check(path, os.fstat(descriptor))
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def open_given(path: Path) -> BufferedReader:
    """Likewise, or what a shell passes as `<(command)`, which ends when that does."""
    return path.open("rb") if str(path.parent) in STREAMS else open_file(path)


def read_bytes(path: Path, most: int, *, follow: bool = True) -> bytes:
    """What the file holds.

    Raises:
        OSError: as `open_file`, and where it is larger than `most` bytes.
    """
    with open_file(path, follow=follow) as file:
        # Not all at once, or as much memory would be taken as the file may have.
        pieces = islice(iter(lambda: file.read(CHUNK), b""), most // CHUNK + 1)
        content = b"".join(pieces)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))
    return content


def reason(error: OSError) -> str:
    """Why something could not be read or written, as a part of a sentence.

    >>> reason(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


def _check(path: Path, found: os.stat_result) -> None:
    if stat.S_ISREG(found.st_mode):
        return
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "it is a link, not a file", str(path))
    for is_kind, code, words in KINDS:
        if is_kind(found.st_mode):
            raise OSError(code, words, str(path))
    raise OSError(errno.EINVAL, "it is a device, not a file", str(path))
