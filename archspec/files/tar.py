"""Members of a tar archive, told by their headers; nothing is unpacked, and no name becomes a path.

Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; GNU tar's manual,
"Basic Tar Format". Python's own reader keeps what it reads, and follows whatever a header claims.
"""

from collections.abc import Iterator
from io import BufferedReader
from typing import Final

from archspec.dataclass import dataclass

BLOCK: Final = 512
MAX_NAME: Final = 4_096
MAX_RECORDS: Final = 2**16
"""Bytes of a header of records, which hold a long name."""

FILES: Final = (b"0", b"\0", b"7")
REFUSED: Final = {
    b"1": "a link",
    b"2": "a link",
    b"3": "a device",
    b"4": "a device",
    b"6": "a pipe",
    b"K": "a link with a long name",
    b"S": "a file with holes",
}
FOLDER, LONG_NAME, RECORDS, RECORDS_OF_ALL = b"5", b"L", b"x", b"g"
COMPRESSED: Final = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"))


class NoTar(Exception):  # noqa: N818  a finding about a file, not a fault of the program
    """An archive is none, is damaged, or has something else than files; the text says which."""


@dataclass(frozen=True, slots=True)
class TarMember:
    """A file in an archive.

    Args:
        name: as the archive has it.
        offset: of its first byte.
        size: in bytes.
    """

    name: str
    offset: int
    size: int


def tar_members(file: BufferedReader) -> Iterator[TarMember]:
    """The files of an archive, one after the other; their contents are passed over.

    Raises:
        NoTar: where it is none, is cut off, or has a link, a device or an absolute name.
    """
    end = file.seek(0, 2)
    offset, name = 0, ""
    while header := _header(file, offset):
        size, kind = _size(header), header[156:157]
        start = offset + BLOCK
        if start + size > end:
            raise NoTar(f"it ends in the middle of `{name or _name(header)}`")
        if kind == LONG_NAME:
            name = _text(_read(file, start, size, MAX_NAME))
        elif kind == RECORDS:
            name = _path(_read(file, start, size, MAX_RECORDS)) or name
        elif kind != RECORDS_OF_ALL:
            own, name = name or _name(header), ""
            _check_name(own, kind)
            if kind != FOLDER:
                yield TarMember(own, start, size)
        offset = start + -(-size // BLOCK) * BLOCK


def _header(file: BufferedReader, offset: int) -> bytes:
    """The next header, or nothing at the end of the archive."""
    file.seek(offset)
    block = file.read(BLOCK)
    if not block.strip(b"\0"):
        if offset == 0:
            raise NoTar("it is empty")
        return b""
    wanted = sum(block[:148]) + 8 * ord(" ") + sum(block[156:])
    if len(block) < BLOCK or _octal(block[148:156]) != wanted:
        known = next((name for mark, name in COMPRESSED if block.startswith(mark)), "")
        if offset == 0 and known:
            raise NoTar(f"it is compressed by {known}, so that no sample could be read alone")
        raise NoTar("it is no tar archive" if offset == 0 else f"it is damaged at byte {offset:,}")
    return block


def _size(header: bytes) -> int:
    field = header[124:136]
    # GNU tar writes large sizes as bytes, with the highest bit before them.
    size = int.from_bytes(field[1:], "big") if field[0] & 0x80 else _octal(field)
    if size < 0:
        raise NoTar("it is damaged: a size is no number")
    return size


def _octal(field: bytes) -> int:
    text = field.strip(b" \0")
    return int(text, 8) if text and not text.strip(b"01234567") else -1


def _name(header: bytes) -> str:
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    name = _text(header[:100])
    return f"{prefix}/{name}" if prefix else name


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")


def _read(file: BufferedReader, start: int, size: int, most: int) -> bytes:
    if size > most:
        raise NoTar(f"a name in it has {size:,} bytes")
    file.seek(start)
    return file.read(size)


def _path(records: bytes) -> str:
    """The path among records, each of which is `LENGTH KEY=VALUE`."""
    while records:
        length, _, _ = records.partition(b" ")
        size = int(length) if length.isdigit() and len(length) < 7 else 0
        if not len(length) < size <= len(records):
            raise NoTar("it is damaged: a record of a long name is no record")
        key, _, value = records[len(length) + 1 : size - 1].partition(b"=")
        if key == b"path":
            return _text(value)
        if key.startswith(b"GNU.sparse") or key == b"size":
            raise NoTar("it has a file with holes, or one larger than 8 GiB")
        records = records[size:]
    return ""


def _check_name(name: str, kind: bytes) -> None:
    if kind in REFUSED:
        raise NoTar(f"`{name}` in it is {REFUSED[kind]}, and no file")
    if kind != FOLDER and kind not in FILES:
        raise NoTar(f"`{name}` in it is no file")
    if len(name) > MAX_NAME or name.startswith("/") or ".." in name.split("/"):
        raise NoTar(f"`{name}` in it is a name that leads out of a folder")
