"""One image file as one array of the network's input size."""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Literal

import numpy as np
from PIL import EpsImagePlugin, ExifTags, Image, ImageOps, UnidentifiedImageError

from archspec.diagnostics import Fix, Problem
from archspec.files import open_file, reason
from archspec.recipe import RecipeFailure
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.photo import photo
from archspec.runner.data.picture_files import below, foreign, is_empty
from archspec.runner.data.picture_values import as_bytes, as_numbers, is_deep

MOST_PIXELS = 64_000_000
"""A larger image is refused before it is unpacked: a few bytes can claim a terabyte."""

LARGEST = 2**29
"""Bytes of a file: as many as so many pixels take without any compression, and more."""

PER_PIXEL: Final = 16
"""Bytes that a decoder and what is made of its picture take for a pixel, and more."""

MODES: Final[dict[int, Literal["L", "RGB"]]] = {1: "L", 3: "RGB"}

Depth = Literal["bytes", "numbers"]
"""How values of pictures are read: eight bits each, as 0 to 255; or more, as the numbers they are.

Of sixteen bits, only files know how many are used, so that no rule could make bytes of them.
"""

QUARTER_TURNS: Final = (5, 6, 7, 8)
"""Values of EXIF's orientation with which width and height change places."""


class TooMuchNow(Exception):  # noqa: N818 - nothing is wrong with the picture
    """Decoding a picture takes more bytes than it may while others are decoded."""

    def __init__(self, cost: int) -> None:
        super().__init__(cost)
        self.cost = cost


@cache
def formats() -> tuple[str, ...]:
    """Every format Pillow reads by itself; EPS would run Ghostscript on a stranger's program."""
    Image.init()
    return tuple(name for name in Image.ID if name != "EPS")


def depth_of(path: Path | Member | Item) -> Depth:
    """How deep the values of a picture are, by its head alone.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    with opened_picture(path) as image:
        return "numbers" if is_deep(image) else "bytes"


def size_of(path: Path | Member | Item) -> tuple[int, int]:
    """Width and height of a picture as it is shown, upright, by its head alone.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    with opened_picture(path) as image:
        # To find Exif data behind the pixels of a PNG, Pillow would decode these.
        early = image.format != "PNG" or "exif" in image.info
        exif = image.getexif() if early else Image.Exif()
        turned = exif.get(ExifTags.Base.Orientation, 1) in QUARTER_TURNS
        return (image.height, image.width) if turned else image.size


def has_frames(path: Path | Member | Item) -> bool:
    """Whether a picture is several, one after the other, of which only the first is read.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    with opened_picture(path) as image:
        # Telephones put a smaller copy, or one that shines more, behind a photo.
        return image.format != "MPO" and bool(getattr(image, "is_animated", False))


def read_picture(
    path: Path | Member | Item,
    shape: Sequence[int],
    depth: Depth = "bytes",
    room: int | None = None,
) -> np.ndarray:
    """The image as an array of `shape` (channels, height, width).

    Turned upright, put on white if it is transparent, converted to grey or colour, scaled until it
    just covers the size and cropped around its centre.

    Args:
        path: the file.
        shape: of the network's input.
        depth: `bytes` gives uint8, and takes pictures of sixteen bits only where these are used;
            `numbers` gives float32 and takes only pictures of more than eight bits.
        room: the most bytes that decoding may take.

    Raises:
        RecipeFailure: A626 if there is no such image, it cannot be read, or is of another depth.
        TooMuchNow: where it takes more than `room`.
    """
    channels, height, width = shape
    if channels not in MODES:
        raise _unreadable(path, f"no image has {channels} channels")
    if height * width > MOST_PIXELS:
        raise _unreadable(path, f"the network takes {width}×{height}, more than 64 megapixels")
    with opened_picture(path, room) as image:
        if MODES[channels] == "RGB" and depth == "bytes":
            found = photo(image, width, height)
            if found is not None:
                return found
        picture = as_numbers(image) if depth == "numbers" else as_bytes(image, MODES[channels])
    fitted = _fitted(picture, width, height)
    if depth == "numbers":
        return np.repeat(fitted[None], channels, axis=0)
    return fitted.reshape(height, width, channels).transpose(2, 0, 1)


def _fitted(picture: Image.Image, width: int, height: int) -> np.ndarray:
    # The mean of the pixels that fall together is how small pictures are made of large ones.
    halved = picture.width >= 2 * width and picture.height >= 2 * height
    method = Image.Resampling.BOX if halved else Image.Resampling.BILINEAR
    return np.asarray(ImageOps.fit(picture, (width, height), method))


@contextmanager
def opened_picture(path: Path | Member | Item, room: int | None = None) -> Iterator[Image.Image]:
    """The opened image; whatever goes wrong with it inside is said of its file.

    Raises:
        RecipeFailure: A626 with the reason.
        TooMuchNow: where decoding it takes more bytes than `room`; no pixel is decoded then, but
            by a data set that does so for each sample that it gives.
    """
    try:
        if isinstance(path, Item):
            with without_programs():
                image = path.image()
                _guard(path, image)
                _check_room(path, image, room)
                yield image
            return
        with _opened(path) as file, warnings.catch_warnings():
            # What is odd about a file is said here, and Pillow's own words would go past it.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=formats()) as image:
                _guard(path, image)
                _check_room(path, image, room)
                yield image
    except (RecipeFailure, TooMuchNow):
        raise
    except Exception as error:
        # Damaged pictures make Pillow raise struct.error, KeyError, MemoryError and others.
        fixes = _beside(path) if isinstance(error, FileNotFoundError) else ()
        raise _unreadable(path, _reason(path, error), fixes) from None


@contextmanager
def without_programs() -> Iterator[None]:
    """Keeps Pillow from running Ghostscript on a picture that others open, for EPS is a program."""
    EpsImagePlugin.gs_binary = False
    yield


def _opened(path: Path | Member) -> BinaryIO:
    if isinstance(path, Member):
        if path.size > LARGEST:
            raise _unreadable(path, f"it is larger than {LARGEST // 2**20} MiB")
        return BytesIO(path.read())
    file = open_file(path)
    if os.fstat(file.fileno()).st_size > LARGEST:
        file.close()
        raise _unreadable(path, f"it is larger than {LARGEST // 2**20} MiB")
    return file


def _guard(path: Path | Member | Item, image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _unreadable(path, f"it is {image.width}×{image.height}, more than 64 megapixels")


def _check_room(path: Path | Member | Item, image: Image.Image, room: int | None) -> None:
    if room is None:
        return
    # Some decoders read the whole file first.
    if isinstance(path, Item):
        size = 0  # of what lies behind it nothing is known
    else:
        size = path.size if isinstance(path, Member) else path.stat().st_size
    if (cost := PER_PIXEL * image.width * image.height + size) > room:
        raise TooMuchNow(cost)


def _reason(path: Path | Member | Item, error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        if isinstance(path, Item):
            return "it is not an image in any format that is known here"
        if path.size == 0 if isinstance(path, Member) else is_empty(path):
            return "it is empty"
        known = foreign(Path(path.name)) if isinstance(path, Member) else foreign(path)
        return f"it is {known}" if known else "it is not an image in any format that is known here"
    if isinstance(error, Image.DecompressionBombError):
        return "it claims to be far larger than 64 megapixels"
    if isinstance(error, OSError) and error.errno is not None:
        return reason(error)
    if isinstance(error, ValueError):
        return str(error)
    words = str(error) or type(error).__name__
    if "truncated" in words.lower():
        return "the file ends before the picture does"
    return f"what is in the file is damaged ({words})"


def _beside(path: Path | Member | Item) -> tuple[Fix, ...]:
    """That an image lies in a folder beside its place, as where a column names files alone."""
    if not isinstance(path, Path) or (found := below(path)) is None:
        return ()
    inner = f"{found.parent.name}/{found.name}"
    return (Fix(f"there is `{found}`: write `{inner}` where it says `{path.name}`"),)


def _unreadable(path: Path | Member | Item, why: str, fixes: tuple[Fix, ...] = ()) -> RecipeFailure:
    fact = f"cannot read the image `{path}`"
    return RecipeFailure([Problem("A626", fact, (), notes=(why,), fixes=fixes)])
