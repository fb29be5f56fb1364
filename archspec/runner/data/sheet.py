"""A sheet of samples as the network gets to see them: augmented, and brought back to a picture."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import torch
from torch import Generator, Tensor

from archspec.diagnostics import Problem
from archspec.diagnostics.readable import as_name
from archspec.recipe import Recipe, RecipeFailure
from archspec.runner.data.augmentation import ground_of
from archspec.runner.data.changing import alike
from archspec.runner.data.colours import check_changes
from archspec.runner.data.description import Description
from archspec.runner.data.page import Caption, page, tile
from archspec.runner.data.samples import DataSet, Split
from archspec.runner.data.share import Draws

SAMPLES: Final = 8


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
    place = ("data", "augment")
    check_changes(recipe.data.augment, about.divisor, train.samples.shape, place)
    random, ground = Generator().manual_seed(recipe.seed), ground_of(about.normalization)
    index = chosen(train.labels if data.classes else None, len(train), random)
    # One at a time, as eight of the largest images would take gibibytes.
    batches = (about.normalization(train.samples.take(one)) for one in torch.split(index, 1))
    chance = lambda _: Draws(random, 1)  # noqa: E731
    changed = (alike([(one, ground)], recipe.data.augment, chance)[0] for one in batches)
    tiles = [tile(_restored(one, about)[0]) for one in changed]
    return page(tiles, [_caption(train, place, data.classes) for place in index.tolist()])


def chosen(labels: Tensor | None, count: int, random: Generator) -> Tensor:
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


def _caption(split: Split, place: int, classes: Sequence[str]) -> Caption:
    """The class or the quantity of a sample, and its file if it has one."""
    label = split.labels[place]
    if classes:
        what = as_name(classes[int(label)])
    else:
        what = f"{label.flatten()[0].item():.4g}" + (", …" if label.numel() > 1 else "")
    return (what, as_name(split.files[place].name)) if split.files else (what,)
