"""Modules that change the number of channels."""

import torch
from torch import Tensor, nn


class ChannelPad(nn.Module):
    """Adds channels of zeros: (N, C, …) → (N, before + C + after, …)."""

    def __init__(self, before: int, after: int, channel_axis: int = 1):
        super().__init__()
        self.before = before
        self.after = after
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Pads the channel axis only."""
        behind = x.dim() - 1 - self.channel_axis
        return nn.functional.pad(x, [0, 0] * behind + [self.before, self.after])

    def extra_repr(self) -> str:
        """The channels added on each side."""
        axis = "" if self.channel_axis == 1 else f", channel_axis={self.channel_axis}"
        return f"before={self.before}, after={self.after}{axis}"


class CReLU(nn.Module):
    """relu(x) and relu(−x) side by side: (N, C, …) → (N, 2C, …)."""

    def __init__(self, channel_axis: int = 1):
        super().__init__()
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Rectifies the input and its negative."""
        return torch.cat([x, -x], dim=self.channel_axis).relu()

    def extra_repr(self) -> str:
        """The axis, where it is not the usual one."""
        return "" if self.channel_axis == 1 else f"channel_axis={self.channel_axis}"


class Maxout(nn.Module):
    """The largest of each group of neighbouring channels: (N, C, …) → (N, C / pieces, …)."""

    def __init__(self, pieces: int, channel_axis: int = 1):
        super().__init__()
        self.pieces = pieces
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Splits the channel axis into groups and keeps the largest of each."""
        groups = torch.unflatten(x, self.channel_axis, (-1, self.pieces))
        return groups.amax(self.channel_axis + 1)

    def extra_repr(self) -> str:
        """The size of a group."""
        axis = "" if self.channel_axis == 1 else f", channel_axis={self.channel_axis}"
        return f"pieces={self.pieces}{axis}"


class GatedUnit(nn.Module):
    """One half of the channels times an activation of the other: (N, 2C, …) → (N, C, …).

    Args:
        act: a function of `torch.nn.functional`; `identity` leaves that half as it is.
        first: whether it is the first half that goes through the activation.
        channel_axis: the axis that is halved; it counts the batch.
    """

    def __init__(self, act: str, first: bool = False, channel_axis: int = 1):
        super().__init__()
        self.act = act
        self.first = first
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Halves, and multiplies."""
        value, gate = torch.unflatten(x, self.channel_axis, (2, -1)).unbind(self.channel_axis)
        if self.first:
            value, gate = gate, value
        if self.act == "identity":
            return value * gate
        acted: Tensor = getattr(nn.functional, self.act)(gate)
        return acted * value

    def extra_repr(self) -> str:
        """The activation, and which half has it."""
        axis = "" if self.channel_axis == 1 else f", channel_axis={self.channel_axis}"
        return f"{self.act}{', first=True' if self.first else ''}{axis}"
