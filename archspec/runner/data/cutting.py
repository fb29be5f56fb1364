"""Random parts of pictures, brought to the size of the whole."""

from math import log

import torch
from torch import Tensor
from torch.nn import functional

from archspec.recipe.augmentations import RandomResizedCrop
from archspec.runner.data.share import Draws


def cut_out(batch: Tensor, change: RandomResizedCrop, draws: Draws, *, blended: bool) -> Tensor:
    """A part of each picture (N, C, H, W), of an area and a form that are drawn, as large as it.

    The area is uniform, and so is the logarithm of width over height (Szegedy et al. 2015). A side
    that would be longer than the picture is as long as it.

    Args:
        batch: of pictures, or of masks.
        change: within which bounds.
        draws: of the batch; four numbers for each of its samples.
        blended: whether a new pixel is a mean of those around it, or the nearest, as in masks.
    """
    height, width = batch.shape[2:]
    area, form, down, across = draws.fractions(4).unbind(1)
    low, high = change.scale
    narrow, broad = (log(one) for one in change.ratio)
    part = low + (high - low) * area
    ratio = (narrow + (broad - narrow) * form).exp()
    # As parts of the picture's own sides, so that the area is right whatever its form is.
    wide = (part * ratio * height / width).sqrt().clamp(1 / width, 1)
    tall = (part / ratio * width / height).sqrt().clamp(1 / height, 1)
    rows = _places(height, tall, down * (1 - tall))
    columns = _places(width, wide, across * (1 - wide))
    grid = torch.stack(
        [
            columns[:, None, :].expand(-1, height, -1),
            rows[:, :, None].expand(-1, -1, width),
        ],
        dim=3,
    )
    mode = "bilinear" if blended else "nearest"
    values = batch if batch.is_floating_point() else batch.float()
    found = functional.grid_sample(
        values, grid.to(values.dtype), mode, padding_mode="border", align_corners=False
    )
    return found if batch.is_floating_point() else found.round().to(batch.dtype)


def _places(size: int, part: Tensor, start: Tensor) -> Tensor:
    """Where new pixels are taken from, (N, size), with the picture from -1 to 1."""
    middles = (torch.arange(size, device=part.device) + 0.5) / size
    return 2 * (start[:, None] + middles * part[:, None]) - 1
