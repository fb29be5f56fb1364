"""Pools over all positions."""

from torch import Tensor, nn


class GlobalAvgPool(nn.Module):
    """The mean of each channel: (N, C, …) → (N, C)."""

    def __init__(self, channel_axis: int = 1):
        super().__init__()
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Averages every axis but those of batch and channels."""
        axes = list(range(1, x.dim()))
        axes.remove(self.channel_axis)
        return x.mean(axes)

    def extra_repr(self) -> str:
        """The axis, where it is not the usual one."""
        return "" if self.channel_axis == 1 else f"channel_axis={self.channel_axis}"


class GlobalMaxPool(nn.Module):
    """The largest value of each channel: (N, C, …) → (N, C)."""

    def __init__(self, channel_axis: int = 1):
        super().__init__()
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """The maximum over every axis but those of batch and channels."""
        axes = list(range(1, x.dim()))
        axes.remove(self.channel_axis)
        return x.amax(axes)

    def extra_repr(self) -> str:
        """The axis, where it is not the usual one."""
        return "" if self.channel_axis == 1 else f"channel_axis={self.channel_axis}"
