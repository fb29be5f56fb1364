"""Layers that drop more than activations."""

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
