"""Layers that draw at random."""

import torch
from torch import Tensor, nn


class DropConnect(nn.Linear):
    """A linear layer that drops weights in training: (N, …, in) → (N, …, out).

    The weights that are kept are scaled up by 1/(1 − p) (Wan et al. 2013).
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, p: float = 0.5):
        super().__init__(in_features, out_features, bias)
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """Draws the weights of this batch, and applies them."""
        weight = nn.functional.dropout(self.weight, self.p, self.training)
        return nn.functional.linear(x, weight, self.bias)

    def extra_repr(self) -> str:
        """The sizes and the probability."""
        return f"{super().extra_repr()}, p={self.p}"


class Sample(nn.Module):
    """Draws from normal distributions in training, and gives their means in evaluation.

    mean and log variance (N, …) → (N, …) (Kingma and Welling 2014).
    """

    def forward(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        """The mean, and noise of that variance."""
        if not self.training:
            return mean
        return mean + (log_variance / 2).exp() * torch.randn_like(mean)
