"""The values of a picture: eight bits of grey or colour, or the numbers that it holds."""

import re
from typing import Final, Literal

import numpy as np
from PIL import Image, ImageOps

SIXTEEN: Final = 65_535
SIXTEEN_BITS: Final = re.compile(r"(RGB|RGBA|RGBX|LA|CMYK);16[BLN]")
STRIP: Final = 256
"""Rows that are put on white together."""

USED: Final = 4_096
"""What sixteen bits must reach to be made eight, of which nearly nothing would be left else."""


def is_deep(image: Image.Image) -> bool:
    """Whether a picture has more than eight bits a value."""
    return image.mode.startswith(("I", "F"))


def as_numbers(image: Image.Image) -> Image.Image:
    """One channel of float32, upright, of the values as they are stored.

    Raises:
        ValueError: for a picture of eight bits, and for values that are not finite.
    """
    if not is_deep(image):
        raise ValueError("it has eight bits a value, and the training images have more")
    ImageOps.exif_transpose(image, in_place=True)
    numbers = np.asarray(image).astype(np.float32)
    if not np.isfinite(numbers).all():
        raise ValueError("it holds values that are not finite")
    return Image.fromarray(numbers)


def as_bytes(image: Image.Image, mode: Literal["L", "RGB"]) -> Image.Image:
    """The picture upright, on white where it is transparent, grey or coloured.

    Raises:
        ValueError: for more than eight bits of which nearly nothing would be left.
    """
    drops = _drops_half(image)
    ImageOps.exif_transpose(image, in_place=True)
    if is_deep(image):
        return Image.fromarray(_halved(image)).convert(mode)
    if drops:
        _check_used(256 * int(np.asarray(image).max()) + 255)
    if image.has_transparency_data:
        return _on_white(image, mode)
    if image.mode == "LAB":  # which Pillow makes nothing but colours of
        return image.convert("RGB").convert(mode)
    return image.convert(mode)


def _on_white(image: Image.Image, mode: Literal["L", "RGB"]) -> Image.Image:
    """The picture without transparency, made in strips: whole, it would be there four times."""
    flat = Image.new(mode, image.size)
    for top in range(0, image.height, STRIP):
        rows = (0, top, image.width, min(top + STRIP, image.height))
        strip = image.crop(rows).convert("RGBA")
        white = Image.new("RGBA", strip.size, "white")
        flat.paste(Image.alpha_composite(white, strip).convert(mode), (0, top))
    return flat


def _halved(image: Image.Image) -> np.ndarray:
    """Sixteen bits as eight: Pillow would cut at 255 instead of scaling."""
    grey = np.asarray(image)
    lowest, highest = grey.min(), grey.max()
    if not (image.mode.startswith("I") and lowest >= 0 and highest <= SIXTEEN):
        raise ValueError(f"it holds numbers from {lowest:g} to {highest:g}, which fit no byte")
    _check_used(int(highest))
    return (grey // 257).astype(np.uint8)


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
