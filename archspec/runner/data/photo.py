"""Photographs by the decoder of torchvision, which takes half of the time that Pillow takes.

It reads the commonest JPEG files alone: three channels, one scan, upright, no smaller than the
network's input. Their pixels are those that Pillow decodes; made smaller they differ from its own
by half a step of 255 on average, as Pillow cuts and averages at parts of a pixel.
"""

from typing import Any, Final

import numpy as np
import torch
from PIL import ExifTags, Image, ImageOps
from torch import Tensor
from torch.nn import functional

FAR: Final = 4
"""How often a photograph is as large as the network's input for it to be decoded smaller."""


def photo(image: Image.Image, width: int, height: int) -> np.ndarray | None:
    """The middle of a photograph, (3, height, width) bytes; None of anything else.

    Args:
        image: opened from a file, of which no pixel was read.
        width: of the network's input.
        height: likewise.
    """
    if not _is_usual(image) or image.width < width or image.height < height:
        return None
    if image.width >= FAR * width and image.height >= FAR * height:
        return _drafted(image, width, height)
    file: Any = image.fp  # type: ignore[attr-defined]
    file.seek(0)
    try:
        whole = _decoded(file.read())
    except RuntimeError:
        # What is wrong with it, if anything is, Pillow says better.
        file.seek(0)
        return None
    return _scaled(_middle(whole, width, height), width, height).numpy()


def _is_usual(image: Image.Image) -> bool:
    usual = image.format == "JPEG" and image.mode == "RGB" and "progressive" not in image.info
    return usual and image.getexif().get(ExifTags.Base.Orientation, 1) == 1


def _decoded(content: bytes) -> Tensor:
    """All pixels, (height, width, 3), one behind the other.

    Raises:
        RuntimeError: where the decoder cannot read it.
    """
    # Half a second to import, for those alone who have photographs.
    from torchvision.io import ImageReadMode, decode_jpeg

    data = torch.frombuffer(bytearray(content), dtype=torch.uint8)
    whole: Tensor = decode_jpeg(data, ImageReadMode.RGB)
    return whole.permute(1, 2, 0)


def _middle(whole: Tensor, width: int, height: int) -> Tensor:
    """The largest part around the centre that has the form of the input, to half a pixel a side.

    >>> whole = torch.zeros(6, 10, 3)
    >>> _middle(whole, 4, 4).shape, _middle(whole, 10, 2).shape
    (torch.Size([6, 6, 3]), torch.Size([2, 10, 3]))
    """
    rows, columns = whole.shape[:2]
    side = _cut(columns, rows * width / height)
    top = _cut(rows, columns * height / width)
    return whole[top : rows - top, side : columns - side]


def _cut(size: int, wanted: float) -> int:
    """How many pixels to leave out on both sides, as many on each, so that the centre stays."""
    return min(max(0, round((size - wanted) / 2)), (size - 1) // 2)


def _scaled(part: Tensor, width: int, height: int) -> Tensor:
    """(h, w, 3) to (3, height, width), by a mean over what falls together where it is made smaller.

    The copy is numpy's, as torch would make it by several threads, of which there are enough here.
    The values of a pixel stay together, as in the batch that they are copied to.
    """
    plain = torch.from_numpy(np.ascontiguousarray(part.numpy()))[None].permute(0, 3, 1, 2)
    if plain.shape[2:] == (height, width):
        return plain[0]
    return functional.interpolate(plain, (height, width), mode="bilinear", antialias=True)[0]


def _drafted(image: Image.Image, width: int, height: int) -> np.ndarray:
    """The middle of a photograph that is decoded to a half, a quarter or an eighth of its size."""
    image.draft("RGB", (2 * width, 2 * height))
    fitted = ImageOps.fit(image, (width, height), Image.Resampling.BOX)
    return np.asarray(fitted).transpose(2, 0, 1)
