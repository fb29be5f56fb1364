"""Functions that torch lacks."""

import torch
from torch import Tensor


def for_each(x: Tensor, numbers: Tensor) -> Tensor:
    """The same numbers for each sample: (N, …), (1, *S) → (N, *S)."""
    return numbers.expand(x.size(0), *numbers.shape[1:])


def prepend(x: Tensor, tokens: Tensor) -> Tensor:
    """The same tokens before those of each sample: (N, T, C), (1, S, C) → (N, S + T, C)."""
    return torch.cat([tokens.expand(x.size(0), -1, -1), x], dim=1)
