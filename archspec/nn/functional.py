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


def for_each(x: Tensor, numbers: Tensor) -> Tensor:
    """The same numbers for each sample: (N, …), (1, *S) → (N, *S)."""
    return numbers.expand(x.size(0), *numbers.shape[1:])


def prepend(x: Tensor, tokens: Tensor) -> Tensor:
    """The same tokens before those of each sample: (N, T, C), (1, S, C) → (N, S + T, C)."""
    return torch.cat([tokens.expand(x.size(0), -1, -1), x], dim=1)
