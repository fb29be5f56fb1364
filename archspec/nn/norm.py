"""Normalisations, and fixed factors."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Callable


class ChannelLayerNorm(nn.LayerNorm):
    """Layer normalisation over the channels of each position: (N, C, …) → (N, C, …)."""

    def __init__(
        self,
        normalized_shape: int,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        channel_axis: int = 1,
    ):
        super().__init__(normalized_shape, eps, elementwise_affine, bias)
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Normalises with the channels moved to the end, and moves them back."""
        last = x.movedim(self.channel_axis, -1)
        normal = nn.functional.layer_norm(
            last, self.normalized_shape, self.weight, self.bias, self.eps
        )
        return normal.movedim(-1, self.channel_axis)

    def extra_repr(self) -> str:
        """The channels and their axis."""
        axis = "" if self.channel_axis == 1 else f", channel_axis={self.channel_axis}"
        return f"{super().extra_repr()}{axis}"


class ChannelRMSNorm(nn.RMSNorm):
    """RMS normalisation over the channels of each position: (N, C, …) → (N, C, …)."""

    def __init__(
        self,
        normalized_shape: int,
        eps: float = 1e-6,
        elementwise_affine: bool = True,
        channel_axis: int = 1,
    ):
        super().__init__(normalized_shape, eps, elementwise_affine)
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Normalises with the channels moved to the end, and moves them back."""
        last = x.movedim(self.channel_axis, -1)
        return super().forward(last).movedim(-1, self.channel_axis)

    def extra_repr(self) -> str:
        """The channels and their axis."""
        axis = "" if self.channel_axis == 1 else f", channel_axis={self.channel_axis}"
        return f"{super().extra_repr()}{axis}"


class FrozenBatchNorm(nn.Module):
    """Batch normalisation by a fixed map: nothing in it is learnt or counted.

    Its keys are those of `torchvision.ops.FrozenBatchNorm2d`: (N, C, …) → (N, C, …).
    """

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5):
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", torch.ones(num_features))
        self.register_buffer("bias", torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        """Scales and shifts each channel."""
        scale = self.weight * torch.rsqrt(self.running_var + self.eps)
        shift = self.bias - self.running_mean * scale
        shape = (-1,) + (1,) * (x.dim() - 2)
        return x * scale.reshape(shape) + shift.reshape(shape)

    def extra_repr(self) -> str:
        """The channels."""
        return f"{self.running_mean.size(0)}, eps={self.eps}"


class Affine(nn.Module):
    """x · weight + bias, one learnt number per channel each: (N, C, …) → (N, C, …).

    `behind` is how many axes follow the channels.
    """

    def __init__(self, channels: int, value: float = 1.0, bias: bool = True, behind: int = 0):
        super().__init__()
        self.behind = behind
        self.weight = nn.Parameter(torch.full((channels,), value))
        self.bias = nn.Parameter(torch.zeros(channels)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Scales, then adds."""
        shape = (-1, *(1,) * self.behind)
        scaled = x * self.weight.view(shape)
        return scaled if self.bias is None else scaled + self.bias.view(shape)

    def extra_repr(self) -> str:
        """The number of channels."""
        return f"{self.weight.numel()}, bias={self.bias is not None}"


class Rescale(nn.Module):
    """x · scale + offset with fixed numbers, for all channels or one each: (N, C, …) → (N, C, …).

    `behind` is how many axes follow the channels. The numbers are not part of the state_dict.
    """

    scale: Tensor
    offset: Tensor

    def __init__(
        self,
        scale: float | tuple[float, ...] = 1.0,
        offset: float | tuple[float, ...] = 0.0,
        behind: int = 0,
    ):
        super().__init__()
        self.numbers = {"scale": scale, "offset": offset}
        for name, value in self.numbers.items():
            numbers = torch.tensor(value, dtype=torch.get_default_dtype())
            shaped = numbers.view(-1, *(1,) * behind) if numbers.dim() else numbers
            self.register_buffer(name, shaped, persistent=False)

    def _apply(self, fn: "Callable[[Tensor], Tensor]", recurse: bool = True) -> "Rescale":
        """Fills the numbers again where `to_empty` has left them open: no state_dict has them."""
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        for name, value in self.numbers.items():
            held = getattr(self, name)
            held.copy_(torch.tensor(value, dtype=held.dtype, device=held.device).view_as(held))
        return self

    def forward(self, x: Tensor) -> Tensor:
        """Scales, then adds."""
        return x * self.scale + self.offset

    def extra_repr(self) -> str:
        """The numbers."""
        return f"scale={self.scale.flatten().tolist()}, offset={self.offset.flatten().tolist()}"
