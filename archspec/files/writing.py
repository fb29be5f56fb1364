"""Files are written beside their place and renamed: none is ever half there."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

PART: Final = ".part"
"""How the name of a file ends while it is written."""


def write_file(path: Path, content: bytes) -> None:
    """Puts the content at the path in one step.

    A link at the path is replaced, and what it leads to is left alone.

    Raises:
        OSError: where it cannot be written; then nothing has changed.
    """
    write_files({path: content})


def append_file(path: Path, content: bytes) -> None:
    """Puts the content behind what is in a file, and waits until the disk has it.

    Raises:
        OSError: where there is no such file, where it is a link, or where it cannot be written.
    """
    guards = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | sum(guards))
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
        os.fsync(descriptor)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Likewise for several files, of which none is put in its place before all are written."""
    beside: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            # A name that nobody can know before, so that no link of that name leads elsewhere; and
            # a short one, so that a file may have any name that there is.
            beside[path] = path.with_name(f".{token_hex(8)}{PART}")
            _write(beside[path], content)
        for path, part in beside.items():
            part.replace(path)
    except BaseException:
        for part in beside.values():
            with suppress(OSError):
                part.unlink()
        raise


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """Makes a folder for what is written within, and takes it away again where that fails.

    Raises:
        OSError: where it cannot be made, or is no folder.
    """
    missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for one in missing:
            with suppress(OSError):
                one.rmdir()
        raise
