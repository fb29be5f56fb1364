"""A page of pictures, each with some lines under it."""

import io
from collections.abc import Sequence
from importlib.resources import files
from math import ceil
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from archspec.diagnostics.readable import cut

ACROSS: Final = 4
SIDE: Final = 128
"""The least width and height of a picture on the page, in pixels; small ones are magnified."""

LARGEST: Final = 512
MARGIN: Final = 8
LINE: Final = 18
SIZE: Final = 12
FONT: Final = files("archspec") / "backends" / "diagram" / "scene" / "fonts" / "DejaVuSans.ttf"
"""A font with the letters of most scripts; that of Pillow has no umlauts."""

MOST: Final = 100
"""Letters of a name that are tried."""

Caption = tuple[str, ...]
"""The lines under a picture."""


def tile(sample: Tensor) -> Image.Image:
    """Bytes (C, H, W) as a picture: in colour where they are three, else the first in grey."""
    rows = sample.permute(1, 2, 0).numpy()
    picture = Image.fromarray(rows if rows.shape[2] == 3 else np.ascontiguousarray(rows[:, :, 0]))
    times = max(1, ceil(SIDE / max(picture.size)))
    whole = picture.convert("RGB").resize(
        (picture.width * times, picture.height * times), Image.Resampling.NEAREST
    )
    whole.thumbnail((LARGEST, LARGEST))
    return whole


def page(tiles: Sequence[Image.Image], captions: Sequence[Caption]) -> bytes:
    """A PNG of pictures in rows, with the lines of each under it."""
    width, height = (max(sizes) for sizes in zip(*(one.size for one in tiles), strict=True))
    across, lines = min(ACROSS, len(tiles)), max(map(len, captions))
    font = ImageFont.truetype(io.BytesIO(FONT.read_bytes()), SIZE)
    step = (width + MARGIN, height + lines * LINE + MARGIN)
    size = (across * step[0] + MARGIN, ceil(len(tiles) / across) * step[1] + MARGIN)
    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    for place, (picture, caption) in enumerate(zip(tiles, captions, strict=True)):
        left, top = place % across * step[0] + MARGIN, place // across * step[1] + MARGIN
        sheet.paste(picture, (left, top))
        for line, text in enumerate(caption):
            at = (left, top + height + line * LINE + 1)
            pen.text(at, _fitting(text, font, width), fill="black", font=font)
    content = io.BytesIO()
    sheet.save(content, "PNG")
    return content.getvalue()


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """As much of a text as there is room for."""
    for letters in range(min(len(text), MOST), 1, -1):
        shown = cut(text, letters)
        if font.getlength(shown) <= width:
            return shown
    return text[:1]
