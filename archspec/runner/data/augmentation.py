"""Random changes of a whole batch at once; zero is the mean, as the batch is normalised."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Generator, Tensor
from torch.nn.functional import pad

from archspec.recipe.data import Augmentation, Crop, Erase, Flip


def augment(batch: Tensor, changes: Sequence[Augmentation], random: Generator) -> Tensor:
    """`batch` (N, C, H, W) with each of `changes` made in turn; all chance comes from `random`."""
    for change in changes:
        batch = CHANGES[type(change)](batch, change, random)
    return batch


def _flip(batch: Tensor, change: Flip, random: Generator) -> Tensor:
    axis = 3 if change.axis == "horizontal" else 2
    return torch.where(_chosen(batch, change.p, random), batch.flip(axis), batch)


def _crop(batch: Tensor, change: Crop, random: Generator) -> Tensor:
    """Pad on all sides, then cut the original size out at a place drawn for each image."""
    (count, _, height, width), reach = batch.shape, change.padding
    padded = pad(batch, (reach, reach, reach, reach))
    top = _drawn(2 * reach + 1, count, batch, random)
    left = _drawn(2 * reach + 1, count, batch, random)
    rows = (top + torch.arange(height, device=batch.device))[:, :, None]
    columns = (left + torch.arange(width, device=batch.device))[:, None, :]
    image = torch.arange(count, device=batch.device)[:, None, None]
    return padded[image, :, rows, columns].permute(0, 3, 1, 2).contiguous()


def _erase(batch: Tensor, change: Erase, random: Generator) -> Tensor:
    count, _, height, width = batch.shape
    chosen = _chosen(batch, change.p, random)
    middle = (_drawn(height, count, batch, random), _drawn(width, count, batch, random))
    rows = _within(torch.arange(height, device=batch.device), middle[0], change.size)
    columns = _within(torch.arange(width, device=batch.device), middle[1], change.size)
    covered = rows[:, None, :, None] & columns[:, None, None, :] & chosen
    return batch.masked_fill(covered, 0.0)


def _within(places: Tensor, middle: Tensor, size: int) -> Tensor:
    start = middle - size // 2
    return (places >= start) & (places < start + size)


def _chosen(batch: Tensor, p: float, random: Generator) -> Tensor:
    """True for about `p` of the images, (N, 1, 1, 1)."""
    drawn = torch.rand(len(batch), generator=random) < p
    return drawn.to(batch.device, non_blocking=True)[:, None, None, None]


def _drawn(limit: int, count: int, batch: Tensor, random: Generator) -> Tensor:
    """A number below `limit` for each image, (N, 1)."""
    drawn = torch.randint(limit, (count, 1), generator=random)
    return drawn.to(batch.device, non_blocking=True)


CHANGES: dict[type[Augmentation], Callable[[Tensor, Any, Generator], Tensor]] = {
    Flip: _flip,
    Crop: _crop,
    Erase: _erase,
}
