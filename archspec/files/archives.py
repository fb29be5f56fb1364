"""Archives of strangers, opened by their lists of members, of which no long one is read.

The list is read at once, and every entry of it is an object. Its length stands in a record at the
end of the archive, or in a second one for large archives, wherever the first says that this is:
what counts is how much is read, and not what either of them claims.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

MAX_DIRECTORY: Final = 2**22
"""Bytes of the list of an archive's members: some 50,000 of them, names and all."""


class LongDirectory(Exception):  # noqa: N818  a finding about a file, not a fault of the program
    """The list of an archive's members is longer than any that is read; the text says it."""


@contextmanager
def open_archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive in a file, which is not closed with it.

    Args:
        file: opened for reading, and not to be read by anybody else meanwhile.

    Raises:
        LongDirectory: if its list of members is longer than `MAX_DIRECTORY`.
        Exception: whatever damage makes `zipfile` raise, here and of each member.

    >>> import io
    >>> whole = io.BytesIO()
    >>> with zipfile.ZipFile(whole, "w") as archive:
    ...     archive.writestr("x.npy", b"")
    >>> with open_archive(whole) as archive:
    ...     archive.namelist()
    ['x.npy']
    """
    pieces = _Pieces(file)
    # Its methods of a file are all that zipfile asks for while it reads.
    with zipfile.ZipFile(pieces) as archive:
        pieces.bounded = False
        yield archive


class _Pieces:
    """A file of which, while it is `bounded`, no longer piece is read than a list may be."""

    def __init__(self, file: IO[bytes]):
        self.file, self.bounded = file, True
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """The next bytes: all that are left, or at most `size`."""
        if not self.bounded:
            return self.file.read(size)
        found = self.file.read(MAX_DIRECTORY + 1 if size < 0 else min(size, MAX_DIRECTORY + 1))
        if len(found) > MAX_DIRECTORY:
            raise LongDirectory(f"the list of its members has more than {MAX_DIRECTORY:,} bytes")
        return found
