"""What the kinds of this package become in torch."""

import torch
from torch import Tensor, nn


class Wave(nn.Module):
    """Sines of each channel, each at several frequencies.

    Args:
        channels: of the input, N×C×… .
        frequencies: sines of each channel.
    """

    def __init__(self, channels: int, frequencies: int) -> None:
        super().__init__()
        self.frequencies = frequencies
        self.phase = nn.Parameter(torch.zeros(channels * frequencies))

    def forward(self, x: Tensor) -> Tensor:
        """N×C×… to N×(C·frequencies)×… ."""
        behind = (1,) * (x.dim() - 2)
        scales = 2.0 ** torch.arange(self.frequencies, device=x.device, dtype=x.dtype)
        scaled = x.unsqueeze(2) * scales.view(1, 1, -1, *behind)
        return torch.sin(scaled.flatten(1, 2) + self.phase.view(1, -1, *behind))
