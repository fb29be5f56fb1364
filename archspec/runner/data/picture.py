"""One image file as one array of the network's input size."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from archspec.diagnostics import Problem
from archspec.files import open_file, reason
from archspec.recipe import RecipeFailure

MOST_PIXELS = 64_000_000
"""A larger image is refused before it is unpacked: a few bytes can claim a terabyte."""

LARGEST = 2**29
"""Bytes of a file: as many as so many pixels take without any compression, and more."""

ENDINGS = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm"}
MODES = {1: "L", 3: "RGB"}


def formats() -> tuple[str, ...]:
    """Every format Pillow reads by itself; EPS would run Ghostscript on a stranger's program."""
    Image.init()
    return tuple(name for name in Image.ID if name != "EPS")


def read_picture(path: Path, shape: Sequence[int]) -> np.ndarray:
    """The image as bytes of `shape` (channels, height, width).

    Turned upright, put on white if it is transparent, converted to grey or colour, scaled until it
    just covers the size and cropped around its centre.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    channels, height, width = shape
    if channels not in MODES:
        raise _unreadable(path, f"no image has {channels} channels")
    if height * width > MOST_PIXELS:
        raise _unreadable(path, f"the network takes {width}×{height}, more than 64 megapixels")
    try:
        with _opened(path) as file, warnings.catch_warnings():
            # What is odd about a file is said here, and Pillow's own words would go past it.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=formats()) as image:
                _guard(path, image)
                picture = _converted(image, MODES[channels])
    except RecipeFailure:
        raise
    except Exception as error:
        # Damaged pictures make Pillow raise struct.error, KeyError, MemoryError and others.
        raise _unreadable(path, _reason(error)) from None
    # The mean of the pixels that fall together is how small pictures are made of large ones.
    halved = picture.width >= 2 * width and picture.height >= 2 * height
    method = Image.Resampling.BOX if halved else Image.Resampling.BILINEAR
    fitted = ImageOps.fit(picture, (width, height), method)
    return np.asarray(fitted, np.uint8).reshape(height, width, channels).transpose(2, 0, 1)


def _opened(path: Path) -> BinaryIO:
    file = open_file(path)
    if os.fstat(file.fileno()).st_size > LARGEST:
        file.close()
        raise _unreadable(path, f"it is larger than {LARGEST // 2**20} MiB")
    return file


def _guard(path: Path, image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _unreadable(path, f"it is {image.width}×{image.height}, more than 64 megapixels")


def _converted(image: Image.Image, mode: str) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits: Pillow would cut at 255 instead of scaling
        grey = np.asarray(upright, np.float64) / 257
        return Image.fromarray(grey.clip(0, 255).astype(np.uint8)).convert(mode)
    if upright.has_transparency_data:
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright.convert("RGBA"))
    return upright.convert(mode)


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is not an image in any format that is known here"
    if isinstance(error, Image.DecompressionBombError):
        return "it claims to be far larger than 64 megapixels"
    if isinstance(error, OSError):
        return reason(error)
    return str(error) or type(error).__name__


def _unreadable(path: Path, why: str) -> RecipeFailure:
    return RecipeFailure([Problem("A626", f"cannot read the image `{path}`", (), notes=(why,))])
