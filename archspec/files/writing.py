"""Files are written beside their place and renamed: none is ever half there."""

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from archspec.files.reading import is_there

PART: Final = ".part"
"""How the name of a file ends while it is written."""


Content = bytes | Sequence[bytes | memoryview]
"""What a file is to hold, in one piece or in several, one behind the other."""


def write_file(path: Path, content: Content, *, also: Sequence[Path] = ()) -> None:
    """Puts the content at the path in one step, and at others as well.

    There it is the same file under other names, where the file system has several for one. Nothing
    that is in a file is ever changed in its place: a new file takes its name from the old one.

    A link at the path is replaced, and what it leads to is left alone.

    Raises:
        OSError: where it cannot be written; then nothing has changed.
    """
    write_files({path: content}, {path: also})


def create_file(path: Path, content: bytes) -> None:
    """Puts the content at a path at which nothing stands, whole or not at all.

    Raises:
        FileExistsError: where something is there, be it a link that leads nowhere.
        OSError: where it cannot be written; then nothing has changed.
    """
    part = _beside(path)
    try:
        _write(part, content)
        # Of two names for one file, the second is only made where there is none: no other way to
        # rename leaves alone what came there in between.
        os.link(part, path)
    finally:
        with suppress(OSError):
            part.unlink()


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


def write_files(
    contents: Mapping[Path, Content], also: Mapping[Path, Sequence[Path]] | None = None
) -> None:
    """Likewise for several files, of which none is put in its place before all are written."""
    beside: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            beside[path] = _beside(path)
            _write(beside[path], content)
            for other in also[path] if also else ():
                beside[other] = _beside(other)
                _name_too(beside[path], beside[other])
        for path, part in beside.items():
            part.replace(path)
    except BaseException:
        for part in beside.values():
            with suppress(OSError):
                part.unlink()
        raise


def _beside(path: Path) -> Path:
    """Where a file is written: nobody can know the name before, so that no link of it leads away.

    It is a short one, so that a file may have any name that there is.
    """
    return path.with_name(f".{token_hex(8)}{PART}")


def _write(path: Path, content: Content) -> None:
    with path.open("xb") as file:
        for piece in (content,) if isinstance(content, bytes) else content:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _name_too(path: Path, other: Path) -> None:
    """Gives a file a second name, or makes a second one where the file system has no such thing."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)
        with other.open("rb") as file:
            os.fsync(file.fileno())


def obstacle(path: Path) -> str:
    """What stands where a folder has to be, on the way to a path, in words; or nothing.

    >>> obstacle(Path("/dev/null/x"))
    '`/dev/null` is no folder'
    """
    for one in reversed((path, *path.parents)):
        if one.is_symlink() and not is_there(one):
            return f"`{one}` is a link that leads nowhere"
        if is_there(one) and not one.is_dir():
            return f"`{one}` is {'a file, and ' if one.is_file() else ''}no folder"
    return ""


@contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """Makes a folder for what is written within, and takes it away again where that fails.

    Raises:
        OSError: where it cannot be made, or is no folder.
    """
    missing = missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        remove_empty(missing)
        raise


def missing_folders(folder: Path) -> list[Path]:
    """The folders that will be made for a folder to be there, the innermost first."""
    return [one for one in (folder, *folder.parents) if not os.path.lexists(one)]


def remove_empty(folders: Iterable[Path]) -> None:
    """Takes empty folders away, the innermost first; what holds something stays."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
