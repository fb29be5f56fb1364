"""Functions that torch lacks."""

from typing import Any

import torch
from torch import Tensor, nn


def crop_like(x: Tensor, other: Tensor) -> Tensor:
    """The middle of x, of the other's size: (N, C, *sizes), (N, D, *size) → (N, C, *size)."""
    for axis in range(2, x.dim()):
        size = other.size(axis)
        x = x.narrow(axis, (x.size(axis) - size) // 2, size)
    return x


def upsample_like(x: Tensor, other: Tensor, **options: Any) -> Tensor:
    """X at the other's size: (N, C, *sizes), (N, D, *size) → (N, C, *size)."""
    return nn.functional.interpolate(x, list(other.shape[2:]), **options)


def affine_grid(x: Tensor, size: tuple[int, ...], align_corners: bool) -> Tensor:
    """Where an affine map puts each position: (N, 6) or (N, 2, 3) → (N, H, W, 2).

    Those of a volume are (N, 12) or (N, 3, 4), and give (N, D, H, W, 3).
    """
    maps = x.reshape(x.size(0), len(size), len(size) + 1)
    return nn.functional.affine_grid(maps, [x.size(0), 1, *size], align_corners=align_corners)


def affine_grid_like(x: Tensor, other: Tensor, align_corners: bool) -> Tensor:
    """Where a map puts each position of the other's size: (N, 6), (N, C, H, W) → (N, H, W, 2)."""
    axes = other.dim() - 2
    maps = x.reshape(x.size(0), axes, axes + 1)
    return nn.functional.affine_grid(maps, list(other.shape), align_corners=align_corners)


def for_each(x: Tensor, numbers: Tensor, leading: int = 1) -> Tensor:
    """The same numbers for each sample: (N, …), (1, *S), or (*S) without `leading` → (N, *S)."""
    return numbers.expand(x.size(0), *numbers.shape[leading:])


def prepend(x: Tensor, tokens: Tensor) -> Tensor:
    """The same tokens before those of each sample: (N, T, C), (1, S, C) → (N, S + T, C)."""
    return torch.cat([tokens.expand(x.size(0), -1, -1), x], dim=1)


def scale(x: Tensor, factors: Tensor, behind: int) -> Tensor:
    """X times a factor per channel, which `behind` axes follow: (N, C, …), (C) → (N, C, …)."""
    return x * factors.reshape(*factors.shape, *(1,) * behind)


def shift(x: Tensor, numbers: Tensor, behind: int) -> Tensor:
    """X plus a number per channel, which `behind` axes follow: (N, C, …), (C) → (N, C, …)."""
    return x + numbers.reshape(*numbers.shape, *(1,) * behind)


def signed_bias(x: Tensor, table: Tensor, rows: int, columns: int, extra: int) -> Tensor:
    """A bias for each offset between two positions: (N, …), (offsets, H) → (N, H, P, P).

    The offsets are those of rows, then of columns, from the most negative on. With `extra` tokens
    in front, the last three entries are for pairs of one with a position, of a position with one,
    and of two such tokens.
    """
    down, right = (torch.arange(size, device=table.device) for size in (rows, columns))
    below = down[:, None] - down + rows - 1
    beside = right[:, None] - right + columns - 1
    offsets = below[:, None, :, None] * (2 * columns - 1) + beside[:, None, :]
    pairs = offsets.flatten(2).flatten(0, 1)
    if extra:
        last = table.size(0)
        above = pairs.new_full((extra, pairs.size(1)), last - 3)
        pairs = torch.cat([above, pairs])
        before = pairs.new_full((pairs.size(0), extra), last - 2)
        before[:extra] = last - 1
        pairs = torch.cat([before, pairs], dim=1)
    return table[pairs].permute(2, 0, 1).expand(x.size(0), -1, -1, -1)


def distance_bias(x: Tensor, table: Tensor, rows: int, columns: int, step: int) -> Tensor:
    """A bias for each distance in rows and columns: (N, …), (H, distances) → (N, H, Q, P).

    Queries are every `step`th position of every `step`th row; P are all positions.
    """
    down, right = (torch.arange(size, device=table.device) for size in (rows, columns))
    below = (down[::step, None] - down).abs()
    beside = (right[::step, None] - right).abs()
    distances = below[:, None, :, None] * columns + beside[:, None, :]
    pairs = distances.flatten(2).flatten(0, 1)
    return table[:, pairs].expand(x.size(0), -1, -1, -1)


def add_first(x: Tensor, numbers: Tensor, axis: int) -> Tensor:
    """X plus the first of the numbers along an axis: (N, T, …), (…, more than T, …) → (N, T, …)."""
    return x + numbers.narrow(axis, 0, x.size(1))


def add_sinusoids(x: Tensor, base: float, neighbours: bool) -> Tensor:
    """X plus sines and cosines of its positions: (N, T, C) → (N, T, C)."""
    pairs = x.size(2) // 2
    swings = base ** (torch.arange(pairs, device=x.device, dtype=torch.float32) / pairs)
    angles = torch.arange(x.size(1), device=x.device, dtype=torch.float32)[:, None] / swings
    both = torch.stack([angles.sin(), angles.cos()], dim=2 if neighbours else 1)
    return x + both.flatten(1).to(x.dtype)


def binary_cross_entropy(x: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """Torch's, but no number where x is outside of 0 to 1, at which torch's fails or ends a GPU.

    >>> x, one = torch.tensor([0.5, 1.5]), torch.tensor([1.0, 1.0])
    >>> binary_cross_entropy(x, one, reduction="none")
    tensor([0.6931,    nan])
    """
    inside = (x >= 0) & (x <= 1)
    losses = nn.functional.binary_cross_entropy(
        torch.where(inside, x, torch.zeros_like(x)), target, reduction="none"
    )
    losses = torch.where(inside, losses, torch.full_like(losses, float("nan")))
    return {"none": losses, "sum": losses.sum(), "mean": losses.mean()}[reduction]
