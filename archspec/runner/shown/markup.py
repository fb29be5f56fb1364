"""Pieces of HTML: numbers, pictures of samples and cards with them."""

import base64
import io
from collections.abc import Iterable
from typing import Final

import numpy as np
from PIL import Image
from torch import Tensor

from archspec.runner.page import escaped

SIDE: Final = 128
"""Pixels of the longer side of a picture, at most."""

WIDE, TALL = 180, 60
MOST_POINTS: Final = 180
MOST_CHANNELS: Final = 6
"""Lines of a series that are drawn."""

COLOURS: Final = (
    (0x2B, 0x2F, 0x36), (0xEF, 0xB1, 0x18), (0x42, 0x69, 0xD0), (0xFF, 0x72, 0x5C),
    (0x6C, 0xC5, 0xB0), (0xA4, 0x63, 0xF2), (0xFF, 0x8A, 0xB7), (0x9C, 0x6B, 0x4E),
)  # fmt: skip
"""Of the classes of masks, again from the second on where there are more."""

NOTHING: Final = (0x9A, 0xA0, 0xA6)
"""Of pixels that count for nothing."""


def number(value: float) -> str:
    """A number of the data, in four digits or as a whole one.

    >>> number(310000.0), number(0.123456), number(1234.5), number(float("nan"))
    ('310,000', '0.1235', '1,234', '–')
    """
    if value != value or abs(value) == float("inf"):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == round(value) else f"{value:.4g}"


def cards(each: Iterable[str]) -> str:
    """Cards side by side."""
    return f'<div class="cards">{"".join(each)}</div>'


def card(pictures: str, *lines: str) -> str:
    """Pictures with lines of HTML below them."""
    below = "".join(f"<p>{line}</p>" for line in lines)
    return f'<div class="card"><div class="row">{pictures}</div>{below}</div>'


def picture(sample: Tensor, words: str, scale: tuple[float, float] | None = None) -> str:
    """A sample (1 or 3, height, width) as an image of the page.

    Args:
        sample: bytes, or numbers.
        words: what it is, for those who do not see it.
        scale: the numbers that are black and white; by default the least and the largest.
    """
    if sample.is_floating_point():
        low, high = scale or (float(sample.min()), float(sample.max()))
        share = (sample - low) / (high - low or 1.0)
        sample = (share.nan_to_num(0.0).clamp(0, 1) * 255).round()
    rows = sample.clamp(0, 255).byte().permute(1, 2, 0).numpy()
    return _image(rows if rows.shape[2] == 3 else rows.repeat(3, 2), words, Image.Resampling.BOX)


def trace(sample: Tensor, words: str) -> str:
    """A series (channels, length) as lines of a small picture, all on one axis.

    >>> import torch
    >>> trace(torch.tensor([[0.0, 1.0, 0.0]]), "x").count("L")
    2
    """
    rows = sample[:MOST_CHANNELS].double().nan_to_num(0.0)
    low, high = float(rows.min()), float(rows.max())
    step = max(1, rows.shape[1] // MOST_POINTS)
    lines = []
    for row in rows[:, ::step]:
        heights = TALL - 2 - (row - low) / ((high - low) or 1.0) * (TALL - 4)
        wide = WIDE / max(1, len(heights) - 1)
        points = (f"{place * wide:.1f} {y:.1f}" for place, y in enumerate(heights.tolist()))
        lines.append(f'<path d="M{"L".join(points)}" class="line a thin"/>')
    shown = (
        f'<svg class="trace" viewBox="0 0 {WIDE} {TALL}" role="img" aria-label="{escaped(words)}">'
    )
    return f"{shown}{''.join(lines)}</svg>"


def mask(classes: Tensor, words: str) -> str:
    """Classes (height, width) in colours; what is below zero is grey."""
    known = np.array(COLOURS, np.uint8)
    numbers = classes.numpy()
    colours = numbers.clip(0)
    colours = np.where(colours < len(COLOURS), colours, 1 + (colours - 1) % (len(COLOURS) - 1))
    rows = np.where((numbers < 0)[..., None], np.array(NOTHING, np.uint8), known[colours])
    return _image(rows.astype(np.uint8), words, Image.Resampling.NEAREST)


def key(names: Iterable[str]) -> str:
    """Which colour stands for which class of a mask."""
    each = []
    for place, name in enumerate(names):
        which = place if place < len(COLOURS) else 1 + (place - 1) % (len(COLOURS) - 1)
        colour = "#" + bytes(COLOURS[which]).hex()
        each.append(f'<span class="key"><i style="background: {colour}"></i>{escaped(name)}</span>')
    return f"<p>{' '.join(each)}</p>"


def _image(rows: np.ndarray, words: str, how: Image.Resampling) -> str:
    whole = Image.fromarray(np.ascontiguousarray(rows))
    if max(whole.size) > SIDE:
        share = SIDE / max(whole.size)
        size = (max(1, round(whole.width * share)), max(1, round(whole.height * share)))
        whole = whole.resize(size, how)
    content = io.BytesIO()
    whole.save(content, "PNG", optimize=True)
    source = base64.b64encode(content.getvalue()).decode()
    return f'<img alt="{escaped(words)}" src="data:image/png;base64,{source}">'
