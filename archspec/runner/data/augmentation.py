"""Random changes of a whole batch at once; zero is the mean, as the batch is normalised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad

from archspec.recipe.augmentation import Augmentation
from archspec.recipe.augmentations import (
    ColorJitter,
    Crop,
    Erase,
    Flip,
    GaussianNoise,
    RandomResizedCrop,
)
from archspec.runner.data.colours import jitter
from archspec.runner.data.cutting import cut_out
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.share import Draws
from archspec.runner.transfer import sent


@dataclass(frozen=True)
class Ground:
    """What values of a batch mean.

    Args:
        outside: of what is not in a picture, or is covered.
        unit: how much a value changes that was from 0 to 1 and becomes larger by 1, (1, C, 1, 1);
            None where values are no quantities, as in masks.
        black: what 0 has become, likewise.
        white: how many units the brightest value is above it; None where there is no brightest.
    """

    outside: float = 0.0
    unit: Tensor | None = None
    black: Tensor | None = None
    white: float | None = None

    @property
    def levels(self) -> tuple[Tensor, Tensor]:
        """Black, and how far white is from it, (1, C, 1, 1) or ().

        Raises:
            ValueError: where values are no colours.
        """
        if self.unit is None or self.black is None or self.white is None:
            raise ValueError("values of no known range are no colours")
        return self.black, self.unit * self.white


def ground_of(change: Normalization | None) -> Ground:
    """What the values of pictures mean that were normalised so; of others, as they are.

    >>> black, white = ground_of(Normalization((0.5,), (0.25,))).levels
    >>> black.item(), (black + white).item()
    (-2.0, 2.0)
    """
    if change is None:
        return Ground(unit=torch.ones(()))
    shape = (1, -1, 1, 1)
    unit = 1 / torch.tensor(change.std).view(shape)
    black = -torch.tensor(change.mean).view(shape) * unit
    return Ground(unit=unit, black=black, white=255 / change.divisor if change.divisor else None)


def augment(
    batch: Tensor,
    changes: Sequence[Augmentation],
    draws: Draws,
    ground: Ground = Ground(),
) -> Tensor:
    """`batch` (N, C, H, W) with each of `changes` made in turn; all chance comes from `draws`.

    Args:
        batch: of pictures, or of masks.
        changes: in their order.
        draws: of the batch.
        ground: what its values mean.
    """
    for change in changes:
        batch = CHANGES[type(change)](batch, change, draws, ground)
    return batch


def _flip(batch: Tensor, change: Flip, draws: Draws, _ground: Ground) -> Tensor:
    axis = 3 if change.axis == "horizontal" else 2
    chosen = draws.chosen(change.p)[:, None, None, None]
    return torch.where(chosen, batch.flip(axis), batch)


def _crop(batch: Tensor, change: Crop, draws: Draws, ground: Ground) -> Tensor:
    """Pad on all sides, then cut the original size out at a place drawn for each image."""
    (count, _, height, width), reach = batch.shape, change.padding
    padded = pad(batch, (reach, reach, reach, reach), value=ground.outside)
    top, left = draws.below(2 * reach + 1), draws.below(2 * reach + 1)
    rows = (top + torch.arange(height, device=batch.device))[:, :, None]
    columns = (left + torch.arange(width, device=batch.device))[:, None, :]
    image = torch.arange(count, device=batch.device)[:, None, None]
    return padded[image, :, rows, columns].permute(0, 3, 1, 2).contiguous()


def _erase(batch: Tensor, change: Erase, draws: Draws, ground: Ground) -> Tensor:
    height, width = batch.shape[2:]
    chosen = draws.chosen(change.p)[:, None, None, None]
    rows = _within(torch.arange(height, device=batch.device), draws.below(height), change.size)
    columns = _within(torch.arange(width, device=batch.device), draws.below(width), change.size)
    covered = rows[:, None, :, None] & columns[:, None, None, :] & chosen
    return batch.masked_fill(covered, ground.outside)


def _within(places: Tensor, middle: Tensor, size: int) -> Tensor:
    start = middle - size // 2
    return (places >= start) & (places < start + size)


def _noise(batch: Tensor, change: GaussianNoise, draws: Draws, ground: Ground) -> Tensor:
    if ground.unit is None:
        return batch
    drawn = draws.normal(tuple(batch.shape[1:]))
    return batch + change.sigma * sent(ground.unit, batch.device) * drawn


def _cut(batch: Tensor, change: RandomResizedCrop, draws: Draws, ground: Ground) -> Tensor:
    return cut_out(batch, change, draws, blended=ground.unit is not None)


def _jitter(batch: Tensor, change: ColorJitter, draws: Draws, ground: Ground) -> Tensor:
    drawn = draws.fractions(4)
    if ground.unit is None:
        return batch
    black, white = (sent(one, batch.device) for one in ground.levels)
    return jitter((batch - black) / white, change, drawn) * white + black


CHANGES: dict[type[Augmentation], Callable[[Tensor, Any, Draws, Ground], Tensor]] = {
    Flip: _flip,
    Crop: _crop,
    Erase: _erase,
    GaussianNoise: _noise,
    RandomResizedCrop: _cut,
    ColorJitter: _jitter,
}
