"""A sheet of samples as the network gets to see them: augmented, and brought back to a picture."""

import io
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from math import ceil
from typing import Final

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Generator, Tensor

from archspec.diagnostics import Problem
from archspec.diagnostics.readable import as_name, cut
from archspec.recipe import Recipe, RecipeFailure
from archspec.runner.data.augmentation import augment, ground_of
from archspec.runner.data.colours import check_colours
from archspec.runner.data.description import Description
from archspec.runner.data.samples import DataSet, Split
from archspec.runner.data.share import Draws

SAMPLES: Final = 8
ACROSS: Final = 4
SIDE: Final = 128
"""The least width and height of a picture on the sheet, in pixels; small ones are magnified."""

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


def draw_sheet(recipe: Recipe, data: DataSet, about: Description) -> bytes:
    """A PNG of eight training samples with the recipe's augmentation, over their classes.

    They are of as many classes as there can be, and have the names of their files where they have
    any.

    Values are brought back to what they were before they were normalised, and the range of the
    training samples to black and white.

    Raises:
        RecipeFailure: A608 where samples are no pictures.
    """
    train = data.parts["train"]
    if len(train.samples.shape) != 3:
        shape = "×".join(map(str, train.samples.shape))
        fact = f"samples of {shape} are no pictures, so there is no sheet of them"
        raise RecipeFailure([Problem("A608", fact, ("data", "dataset"))])
    check_colours(recipe.data.augment, about.divisor, ("data", "augment"))
    random, ground = Generator().manual_seed(recipe.seed), ground_of(about.normalization)
    index = _chosen(train.labels if data.classes else None, len(train), random)
    # One at a time, as eight of the largest images would take gibibytes.
    batches = (about.normalization(train.samples.take(one)) for one in torch.split(index, 1))
    changed = (augment(one, recipe.data.augment, Draws(random, 1), ground) for one in batches)
    tiles = [_tile(_restored(one, about)[0]) for one in changed]
    return _sheet(tiles, [_caption(train, place, data.classes) for place in index.tolist()])


def _chosen(labels: Tensor | None, count: int, random: Generator) -> Tensor:
    """The samples to show, by chance: one of each class, then a second one of each, and so on."""
    mixed = torch.randperm(count, generator=random)
    if labels is None:
        return mixed[:SAMPLES]
    seen: Counter[int] = Counter()
    rounds = []
    for label in labels[mixed].tolist():
        rounds.append(seen[label])
        seen[label] += 1
    return mixed[torch.tensor(rounds).argsort(stable=True)[:SAMPLES]]


def _restored(batch: Tensor, about: Description) -> Tensor:
    """Bytes (N, C, H, W) of what was normalised, black and white being the ends of the range."""
    shape = (1, -1, 1, 1)
    mean = torch.tensor(about.normalization.mean).view(shape)
    std = torch.tensor(about.normalization.std).view(shape)
    low, high = about.statistics.low, about.statistics.high
    if about.stored == "uint8":
        low, high = 0.0, 255 / (about.divisor or 1)
    share = (batch * std + mean - low) / (high - low or 1.0)
    return (share.clamp(0, 1) * 255).round().to(torch.uint8)


def _tile(sample: Tensor) -> Image.Image:
    """One sample as a picture: in colour where it has three channels, else its first in grey."""
    rows = sample.permute(1, 2, 0).numpy()
    picture = Image.fromarray(rows if rows.shape[2] == 3 else np.ascontiguousarray(rows[:, :, 0]))
    times = max(1, ceil(SIDE / max(picture.size)))
    whole = picture.convert("RGB").resize(
        (picture.width * times, picture.height * times), Image.Resampling.NEAREST
    )
    whole.thumbnail((LARGEST, LARGEST))
    return whole


def _caption(split: Split, place: int, classes: Sequence[str]) -> Caption:
    """The class or the quantity of a sample, and its file if it has one."""
    label = split.labels[place]
    if classes:
        what = as_name(classes[int(label)])
    else:
        what = f"{label.flatten()[0].item():.4g}" + (", …" if label.numel() > 1 else "")
    return (what, as_name(split.files[place].name)) if split.files else (what,)


def _sheet(tiles: Sequence[Image.Image], captions: Sequence[Caption]) -> bytes:
    width, height = (max(sizes) for sizes in zip(*(one.size for one in tiles), strict=True))
    across, lines = min(ACROSS, len(tiles)), max(map(len, captions))
    font = ImageFont.truetype(io.BytesIO(FONT.read_bytes()), SIZE)
    step = (width + MARGIN, height + lines * LINE + MARGIN)
    size = (across * step[0] + MARGIN, ceil(len(tiles) / across) * step[1] + MARGIN)
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    for place, (tile, caption) in enumerate(zip(tiles, captions, strict=True)):
        left, top = place % across * step[0] + MARGIN, place // across * step[1] + MARGIN
        page.paste(tile, (left, top))
        for line, text in enumerate(caption):
            at = (left, top + height + line * LINE + 1)
            pen.text(at, _fitting(text, font, width), fill="black", font=font)
    content = io.BytesIO()
    page.save(content, "PNG")
    return content.getvalue()


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """As much of a text as there is room for."""
    for letters in range(min(len(text), MOST), 1, -1):
        shown = cut(text, letters)
        if font.getlength(shown) <= width:
            return shown
    return text[:1]
