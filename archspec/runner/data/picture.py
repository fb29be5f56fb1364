"""One image file as one array of the network's input size."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from archspec.diagnostics import Problem
from archspec.recipe import RecipeFailure

MOST_PIXELS = 64_000_000
"""A larger image is refused before it is unpacked: a few bytes can claim a terabyte."""

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
    try:
        with warnings.catch_warnings(), Image.open(path, formats=formats()) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            _guard(path, image)
            picture = _converted(image, MODES[channels])
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise _unreadable(path, _reason(error)) from None
    # The mean of the pixels that fall together is how small pictures are made of large ones.
    halved = picture.width >= 2 * width and picture.height >= 2 * height
    method = Image.Resampling.BOX if halved else Image.Resampling.BILINEAR
    fitted = ImageOps.fit(picture, (width, height), method)
    return np.asarray(fitted, np.uint8).reshape(height, width, channels).transpose(2, 0, 1)


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
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)


def _unreadable(path: Path, why: str) -> RecipeFailure:
    return RecipeFailure([Problem("A626", f"cannot read the image `{path}`", (), notes=(why,))])
