"""Layers whose weight is standardised: what each output weighs has mean 0 and variance 1.

Sources: Qiao et al. 2019, arXiv:1903.10520, and with a gain Brock et al. 2021, arXiv:2101.08692.
"""

from typing import Any

from torch import Tensor, nn

from archspec.nn.same import pad_same


class Standardized(nn.Module):
    """A layer that applies its weight standardised: per output, less its mean, by its deviation.

    With `gain` a learnt factor for each output follows, over the root of the fan-in.

    >>> import torch
    >>> layer = StandardizedLinear(100, 3)
    >>> bool((layer.standardized().mean(1).abs() < 1e-6).all())
    True
    """

    gain: Any

    def __init__(
        self, *args: Any, eps: float = 1e-6, gain: bool = False, gamma: float = 1.0, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        weight: Tensor = self.get_parameter("weight")
        self.eps = eps
        self.factor = gamma * weight[0].numel() ** -0.5 if gain else gamma
        sizes = (len(weight), *(1,) * (weight.dim() - 1))
        self.register_parameter("gain", nn.Parameter(weight.new_ones(sizes)) if gain else None)

    def standardized(self) -> Tensor:
        """The weight as it is applied, (outputs, …)."""
        weight: Tensor = self.get_parameter("weight")
        rows = weight.reshape(1, len(weight), -1)
        scale = None if self.gain is None else (self.gain * self.factor).view(-1)
        made = nn.functional.batch_norm(rows, None, None, scale, None, True, 0.0, self.eps)
        made = made.reshape_as(weight)
        return made if self.gain is not None or self.factor == 1 else made * self.factor

    def extra_repr(self) -> str:
        """What the layer says, and how its weight is standardised."""
        return f"{super().extra_repr()}, eps={self.eps}, gain={self.gain is not None}"


class StandardizedLinear(Standardized, nn.Linear):
    """A linear layer: (N, …, in) → (N, …, out)."""

    def forward(self, x: Tensor) -> Tensor:
        """Applies the standardised weight."""
        return nn.functional.linear(x, self.standardized(), self.bias)


class StandardizedConv1d(Standardized, nn.Conv1d):
    """A convolution: (N, C, L) → (N, width, L')."""

    def forward(self, x: Tensor) -> Tensor:
        """Convolves with the standardised weight."""
        made: Tensor = self._conv_forward(x, self.standardized(), self.bias)
        return made


class StandardizedConv2d(Standardized, nn.Conv2d):
    """A convolution: (N, C, H, W) → (N, width, H', W')."""

    def forward(self, x: Tensor) -> Tensor:
        """Convolves with the standardised weight."""
        made: Tensor = self._conv_forward(x, self.standardized(), self.bias)
        return made


class StandardizedConv3d(Standardized, nn.Conv3d):
    """A convolution: (N, C, D, H, W) → (N, width, D', H', W')."""

    def forward(self, x: Tensor) -> Tensor:
        """Convolves with the standardised weight."""
        made: Tensor = self._conv_forward(x, self.standardized(), self.bias)
        return made


class StandardizedConv1dSame(Standardized, nn.Conv1d):
    """A convolution of ⌈L/stride⌉ positions: (N, C, L) → (N, width, ⌈L/stride⌉)."""

    def forward(self, x: Tensor) -> Tensor:
        """Pads by the size of its input, and convolves with the standardised weight."""
        x = pad_same(x, self.kernel_size, self.stride, self.dilation)
        made: Tensor = self._conv_forward(x, self.standardized(), self.bias)
        return made


class StandardizedConv2dSame(Standardized, nn.Conv2d):
    """A convolution of ⌈size/stride⌉ positions: (N, C, H, W) → (N, width, ⌈H/stride⌉, …)."""

    def forward(self, x: Tensor) -> Tensor:
        """Pads by the size of its input, and convolves with the standardised weight."""
        x = pad_same(x, self.kernel_size, self.stride, self.dilation)
        made: Tensor = self._conv_forward(x, self.standardized(), self.bias)
        return made


class StandardizedConv3dSame(Standardized, nn.Conv3d):
    """A convolution of ⌈size/stride⌉ positions: (N, C, D, H, W) → (N, width, ⌈D/stride⌉, …)."""

    def forward(self, x: Tensor) -> Tensor:
        """Pads by the size of its input, and convolves with the standardised weight."""
        x = pad_same(x, self.kernel_size, self.stride, self.dilation)
        made: Tensor = self._conv_forward(x, self.standardized(), self.bias)
        return made
