"""One image file as one array of the network's input size."""

import os
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from archspec.diagnostics import Problem
from archspec.files import open_file, reason
from archspec.recipe import RecipeFailure

MOST_PIXELS = 64_000_000
"""A larger image is refused before it is unpacked: a few bytes can claim a terabyte."""

LARGEST = 2**29
"""Bytes of a file: as many as so many pixels take without any compression, and more."""

MODES = {1: "L", 3: "RGB"}

Depth = Literal["bytes", "numbers"]
"""How values of pictures are read: eight bits each, as 0 to 255; or more, as the numbers they are.

Of sixteen bits, only files know how many are used, so that no rule could make bytes of them.
"""

QUARTER_TURNS: Final = (5, 6, 7, 8)
"""Values of EXIF's orientation with which width and height change places."""

SIXTEEN: Final = 65_535
SIXTEEN_BITS: Final = re.compile(r"(RGB|RGBA|RGBX|LA|CMYK);16[BLN]")
USED: Final = 4_096
"""What sixteen bits must reach to be made eight, of which nearly nothing would be left else."""


def formats() -> tuple[str, ...]:
    """Every format Pillow reads by itself; EPS would run Ghostscript on a stranger's program."""
    Image.init()
    return tuple(name for name in Image.ID if name != "EPS")


def depth_of(path: Path) -> Depth:
    """How deep the values of a picture are, by its head alone.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    with _image(path) as image:
        return "numbers" if _is_deep(image) else "bytes"


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a picture as it is shown, upright, by its head alone.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    with _image(path) as image:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) in QUARTER_TURNS
        return (image.height, image.width) if turned else image.size


def read_picture(path: Path, shape: Sequence[int], depth: Depth = "bytes") -> np.ndarray:
    """The image as an array of `shape` (channels, height, width).

    Turned upright, put on white if it is transparent, converted to grey or colour, scaled until it
    just covers the size and cropped around its centre.

    Args:
        path: the file.
        shape: of the network's input.
        depth: `bytes` gives uint8, and takes pictures of sixteen bits only where these are used;
            `numbers` gives float32 and takes only pictures of more than eight bits.

    Raises:
        RecipeFailure: A626 if there is no such image, it cannot be read, or is of another depth.
    """
    channels, height, width = shape
    if channels not in MODES:
        raise _unreadable(path, f"no image has {channels} channels")
    if height * width > MOST_PIXELS:
        raise _unreadable(path, f"the network takes {width}×{height}, more than 64 megapixels")
    with _image(path) as image:
        picture = _numbers(image) if depth == "numbers" else _bytes(image, MODES[channels])
    # The mean of the pixels that fall together is how small pictures are made of large ones.
    halved = picture.width >= 2 * width and picture.height >= 2 * height
    method = Image.Resampling.BOX if halved else Image.Resampling.BILINEAR
    fitted = np.asarray(ImageOps.fit(picture, (width, height), method))
    if depth == "numbers":
        return np.repeat(fitted[None], channels, axis=0)
    return fitted.reshape(height, width, channels).transpose(2, 0, 1)


@contextmanager
def _image(path: Path) -> Iterator[Image.Image]:
    """The opened image; whatever goes wrong with it inside is said of its file."""
    try:
        with _opened(path) as file, warnings.catch_warnings():
            # What is odd about a file is said here, and Pillow's own words would go past it.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=formats()) as image:
                _guard(path, image)
                yield image
    except RecipeFailure:
        raise
    except Exception as error:
        # Damaged pictures make Pillow raise struct.error, KeyError, MemoryError and others.
        raise _unreadable(path, _reason(error)) from None


def _opened(path: Path) -> BinaryIO:
    file = open_file(path)
    if os.fstat(file.fileno()).st_size > LARGEST:
        file.close()
        raise _unreadable(path, f"it is larger than {LARGEST // 2**20} MiB")
    return file


def _guard(path: Path, image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _unreadable(path, f"it is {image.width}×{image.height}, more than 64 megapixels")


def _is_deep(image: Image.Image) -> bool:
    return image.mode.startswith(("I", "F"))


def _numbers(image: Image.Image) -> Image.Image:
    """One channel of float32, of the values as they are stored."""
    if not _is_deep(image):
        raise ValueError("it has eight bits a value, and the training images have more")
    numbers = np.asarray(ImageOps.exif_transpose(image)).astype(np.float32)
    if not np.isfinite(numbers).all():
        raise ValueError("it holds values that are not finite")
    return Image.fromarray(numbers)


def _bytes(image: Image.Image, mode: str) -> Image.Image:
    drops = _drops_half(image)
    upright = ImageOps.exif_transpose(image)
    if _is_deep(upright):
        return Image.fromarray(_halved(upright)).convert(mode)
    if drops:
        _check_used(256 * int(np.asarray(upright).max()) + 255)
    if upright.has_transparency_data:
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright.convert("RGBA"))
    if upright.mode == "LAB":  # which Pillow makes nothing but colours of
        upright = upright.convert("RGB")
    return upright.convert(mode)


def _halved(image: Image.Image) -> np.ndarray:
    """Sixteen bits as eight: Pillow would cut at 255 instead of scaling."""
    grey = np.asarray(image)
    lowest, highest = grey.min(), grey.max()
    if not (image.mode.startswith("I") and lowest >= 0 and highest <= SIXTEEN):
        raise ValueError(f"it holds numbers from {lowest:g} to {highest:g}, which fit no byte")
    _check_used(int(highest))
    return (grey.astype(np.float64) / 257).astype(np.uint8)


def _check_used(highest: int) -> None:
    if highest < USED:
        raise ValueError(
            f"its values end at {highest:,} of {SIXTEEN:,}, and nearly nothing of them is left in "
            "eight bits: save it with eight bits a value"
        )


def _drops_half(image: Image.Image) -> bool:
    """Whether Pillow keeps only the upper eight of sixteen bits, as in colour it does."""
    tiles = [tile[3] for tile in getattr(image, "tile", ()) if len(tile) > 3]
    modes = [str(one[0] if isinstance(one, tuple) else one) for one in tiles]
    return any(SIXTEEN_BITS.fullmatch(mode) for mode in modes)


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is not an image in any format that is known here"
    if isinstance(error, Image.DecompressionBombError):
        return "it claims to be far larger than 64 megapixels"
    if isinstance(error, OSError) and error.errno is not None:
        return reason(error)
    if isinstance(error, ValueError):
        return str(error)
    words = str(error) or type(error).__name__
    if "truncated" in words.lower():
        return f"the file ends before the picture does ({words})"
    return f"what is in the file is damaged ({words})"


def _unreadable(path: Path, why: str) -> RecipeFailure:
    return RecipeFailure([Problem("A626", f"cannot read the image `{path}`", (), notes=(why,))])
