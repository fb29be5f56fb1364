"""Fields of a sample as pictures: images, masks over them, and windows as curves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import torch
from PIL import Image, ImageDraw
from torch import Tensor

from archspec.runner.data.augmentation import ground_of
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.page import MARGIN, SIDE, tile
from archspec.runner.fields import Facts
from archspec.runner.named import IGNORED
from archspec.runner.named_data import is_picture

COLOURS: Final = ((230, 97, 1), (94, 60, 153), (27, 158, 119), (231, 41, 138), (102, 166, 30))
"""Of classes in masks, the first of which is not coloured, and of columns in windows."""

IGNORED_COLOUR: Final = (255, 255, 255)


@dataclass(frozen=True, eq=False)
class Shown:
    """A field of one sample.

    Args:
        facts: what is known of it.
        values: as the network sees them.
        change: how they were normalised, where they were.
    """

    facts: Facts
    values: Tensor
    change: Normalization | None = None

    @property
    def is_image(self) -> bool:
        """Whether it is a picture of colours or of shades."""
        return is_picture(self.facts) and self.values.dim() == 3

    @property
    def is_drawn(self) -> bool:
        """Whether it is a picture, or part of one."""
        return self.is_image or self.facts.kind in ("mask", "window")


Fields = Mapping[str, Shown]
"""By name."""


def pictures(fields: Fields) -> Iterator[Image.Image]:
    """All images, the first with the mask over it; masks that are larger or smaller stand alone."""
    masks = [one.values for one in fields.values() if one.facts.kind == "mask"]
    for one in fields.values():
        if not one.is_image:
            continue
        shown = _levels(one.values, one.change)
        if masks and masks[0].shape == shown.shape[1:]:
            shown = _coloured(shown, masks.pop(0))
        yield tile(_bytes(shown))
    yield from (tile(_bytes(_coloured(torch.full((3, *one.shape), 0.5), one))) for one in masks)


def _levels(picture: Tensor, change: Normalization | None) -> Tensor:
    """A picture (C, H, W) with black as 0 and white as 1."""
    if change is None:
        return picture.clamp(0, 1)
    black, white = ground_of(change).levels
    return ((picture - black[0]) / white[0]).clamp(0, 1)


def _coloured(picture: Tensor, mask: Tensor) -> Tensor:
    """A picture with the classes of a mask over it, each in its colour; ignored is white."""
    found = picture.expand(3, -1, -1).clone()
    for number in {*mask.flatten().tolist()} - {0}:
        colour = IGNORED_COLOUR if number == IGNORED else COLOURS[(number - 1) % len(COLOURS)]
        over = torch.tensor(colour)[:, None, None] / 255
        found = torch.where(mask == number, (found + over) / 2, found)
    return found


def _bytes(levels: Tensor) -> Tensor:
    return (levels * 255).round().to(torch.uint8)


def charts(fields: Fields) -> Iterator[Image.Image]:
    """All windows of a sample behind each other, with a line between; one picture, or none."""
    windows = [one for one in fields.values() if one.facts.kind == "window"]
    if not windows:
        return
    names = list(dict.fromkeys(name for one in windows for name in one.facts.columns))
    curves = [_curves(one) for one in windows]
    length, start = sum(map(_length, curves)), 0
    chart = Image.new("RGB", (2 * SIDE, SIDE), "white")
    pen = ImageDraw.Draw(chart)
    for some in curves:
        for name, curve in some.items():
            ends = torch.cat([one[name] for one in curves if name in one]).aminmax()
            colour = COLOURS[names.index(name) % len(COLOURS)]
            pen.line(_points(curve, (ends.min, ends.max), start, length), fill=colour, width=2)
        start += _length(some)
        pen.line([(2 * SIDE * start / length, 0), (2 * SIDE * start / length, SIDE)], "grey")
    yield chart


def _curves(one: Shown) -> dict[str, Tensor]:
    """The values of each column of a window, (rows,)."""
    rows = one.values.reshape(len(one.facts.columns), -1)
    return dict(zip(one.facts.columns, rows, strict=True))


def _length(curves: Mapping[str, Tensor]) -> int:
    return len(next(iter(curves.values())))


def _points(
    curve: Tensor, ends: tuple[Tensor, Tensor], start: int, length: int
) -> list[tuple[float, float]]:
    """Where values stand on a chart of so many, those at the ends of the range at foot and top."""
    low, high = ends
    heights = (curve - low) / (high - low if high > low else 1)
    steps = enumerate(heights.tolist(), start)
    return [(2 * SIDE * x / length, SIDE - MARGIN - (SIDE - 2 * MARGIN) * y) for x, y in steps]
