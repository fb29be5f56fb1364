"""Shards: tar archives in which files of one name, but for their endings, make a sample.

Source: WebDataset's format, github.com/webdataset/webdataset, "The WebDataset Format".
"""

import json
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from itertools import islice
from typing import Any, Final

from archspec.files import NoTar, TarMember, tar_members
from archspec.recipe.columns.column import Column, Contents, Unreadable
from archspec.recipe.columns.npy import read_npy

LOOKED_AT: Final = 64
"""Members of a shard by which its columns are known."""

MAX_LOOKED_AT: Final = 2**14
"""Bytes of a mapping, or of an array, that are looked at for that."""

MAX_TEXT: Final = 2**20
"""Bytes of a text, or of a mapping, of one sample."""

# fmt: off
PICTURES: Final = frozenset((
    "jpg", "jpeg", "png", "webp", "ppm", "pgm", "pbm", "bmp", "tif", "tiff", "gif",
))
# fmt: on
CLASSES: Final = frozenset(("cls", "cls2", "index"))
TEXTS: Final = CLASSES | {"txt", "text", "transcript", "id", "inx"}
MAPPING: Final = "json"
ARRAY: Final = "npy"


def split_name(name: str) -> tuple[str, str]:
    """The sample that a member is of, and its ending, by the first dot in the name of the file.

    >>> split_name("train/000.seg.png"), split_name("a.b/7.JPG"), split_name("README")
    (('train/000', 'seg.png'), ('a.b/7', 'jpg'), ('README', ''))
    """
    folder, slash, file = name.rpartition("/")
    stem, _, ending = file.partition(".")
    return folder + slash + stem, ending.lower()


def sort_of(ending: str) -> str:
    """The part of an ending that says what the member is.

    >>> sort_of("seg.png"), sort_of("cls")
    ('png', 'cls')
    """
    return ending.rpartition(".")[2]


def read_shard(file: BufferedReader) -> Contents:
    """The columns of a shard, by its first members: one for each ending, or value of a `.json`.

    Raises:
        Unreadable: if it is no tar archive of files, or has no sample.
    """
    found: dict[str, Column] = {}
    complete = True
    try:
        for member in islice(sample_members(file), LOOKED_AT):
            ending = split_name(member.name)[1]
            if sort_of(ending) == MAPPING and member.size > MAX_LOOKED_AT:
                complete = False
                continue
            for column in _columns(file, member):
                found.setdefault(column.name, column)
    except NoTar as error:
        raise Unreadable(str(error)) from None
    if not found and complete:
        raise Unreadable("it has no sample, which is a file with an ending")
    return Contents(tuple(found.values()), complete=complete)


def sample_members(file: BufferedReader) -> Iterator[TarMember]:
    """The members that are of a sample: neither hidden, nor without an ending.

    Raises:
        NoTar: as `tar_members`.
    """
    for member in tar_members(file):
        stem, ending = split_name(member.name)
        if ending and not stem.endswith("/") and stem:
            yield member


def member_bytes(file: BufferedReader, member: TarMember, most: int) -> bytes:
    """What a member holds.

    Raises:
        Unreadable: where that is more than so many bytes.
    """
    if member.size > most:
        raise Unreadable(f"`{member.name}` has {member.size:,} bytes")
    file.seek(member.offset)
    return file.read(member.size)


def mapping_of(raw: bytes, name: str) -> dict[str, Any]:
    """The values of a `.json`.

    Raises:
        Unreadable: where it is none, or no mapping.
    """
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable(f"`{name}` is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable(f"`{name}` is no mapping of names to values")
    return found


def _columns(file: BufferedReader, member: TarMember) -> Iterator[Column]:
    _, ending = split_name(member.name)
    sort = sort_of(ending)
    if sort == MAPPING:
        for name, value in mapping_of(
            member_bytes(file, member, MAX_LOOKED_AT), member.name
        ).items():
            yield _of_value(f"{ending}.{name}", value)
    elif sort in CLASSES:
        yield Column(ending)
    elif sort in TEXTS:
        yield Column(ending, "text")
    elif sort == ARRAY:
        file.seek(member.offset)
        kept = read_npy(BytesIO(file.read(min(member.size, MAX_LOOKED_AT))), ending)
        yield Column(ending, kept.holds, kept.shape)
    else:
        yield Column(ending, None, None)


def _of_value(name: str, value: Any) -> Column:
    if isinstance(value, (list, dict)):
        return Column(name, "lists or structures", None)
    if isinstance(value, str):
        return Column(name, "text", example=value)
    return Column(name, "whole numbers" if isinstance(value, int) else "numbers")
