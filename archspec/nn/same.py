"""Convolutions and pools whose padding depends on the size, as TensorFlow's `SAME` does.

The output has ⌈W/S⌉ positions, and what an odd number of padded positions leaves over stands at the
end (ONNX's `SAME_UPPER`).
"""

from typing import Any

import torch
from torch import Tensor, nn


def pad_same(
    x: Tensor,
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    dilation: tuple[int, ...],
    value: float = 0.0,
) -> Tensor:
    """Pads (N, C, sizes…) so that windows give ⌈size/stride⌉ positions.

    The larger half stands at the end.

    >>> pad_same(torch.ones(1, 1, 4), (3,), (2,), (1,))
    tensor([[[1., 1., 1., 1., 0.]]])
    """
    sides: list[Any] = []
    for axis in range(len(kernel) - 1, -1, -1):
        size, step = x.shape[axis + 2], stride[axis]
        covered = (size + step - 1) // step * step - step + dilation[axis] * (kernel[axis] - 1) + 1
        total = torch.sym_max(covered - size, 0)
        sides += [total // 2, total - total // 2]
    return nn.functional.pad(x, sides, value=value)


class Conv1dSame(nn.Conv1d):
    """A convolution of ⌈L/stride⌉ positions: (N, C, L) → (N, width, ⌈L/stride⌉)."""

    def forward(self, x: Tensor) -> Tensor:
        """Pads by the size of its input, and convolves."""
        return super().forward(pad_same(x, self.kernel_size, self.stride, self.dilation))


class Conv2dSame(nn.Conv2d):
    """A convolution of ⌈size/stride⌉ positions: (N, C, H, W) → (N, width, ⌈H/stride⌉, …)."""

    def forward(self, x: Tensor) -> Tensor:
        """Pads by the size of its input, and convolves."""
        return super().forward(pad_same(x, self.kernel_size, self.stride, self.dilation))


class Conv3dSame(nn.Conv3d):
    """A convolution of ⌈size/stride⌉ positions: (N, C, D, H, W) → (N, width, ⌈D/stride⌉, …)."""

    def forward(self, x: Tensor) -> Tensor:
        """Pads by the size of its input, and convolves."""
        return super().forward(pad_same(x, self.kernel_size, self.stride, self.dilation))


class MaxPoolSame(nn.Module):
    """The largest value of each window, of ⌈size/stride⌉: (N, C, sizes…) → (N, C, …)."""

    def __init__(
        self, kernel_size: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...]
    ):
        super().__init__()
        self.kernel_size, self.stride, self.dilation = kernel_size, stride, dilation

    def forward(self, x: Tensor) -> Tensor:
        """Pads with what is never the largest, and pools."""
        x = pad_same(x, self.kernel_size, self.stride, self.dilation, float("-inf"))
        functions = nn.functional.max_pool1d, nn.functional.max_pool2d, nn.functional.max_pool3d
        pool = functions[len(self.kernel_size) - 1]
        return pool(x, self.kernel_size, self.stride, dilation=self.dilation)

    def extra_repr(self) -> str:
        """The window and its step."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}"


class AvgPoolSame(nn.Module):
    """The mean of each window, of ⌈size/stride⌉: (N, C, sizes…) → (N, C, …)."""

    def __init__(
        self, kernel_size: tuple[int, ...], stride: tuple[int, ...], count_include_pad: bool = True
    ):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride
        self.count_include_pad = count_include_pad

    def forward(self, x: Tensor) -> Tensor:
        """Pads with zeros, averages, and leaves the zeros out of the count if so wished."""
        functions = nn.functional.avg_pool1d, nn.functional.avg_pool2d, nn.functional.avg_pool3d
        pool, single = functions[len(self.kernel_size) - 1], (1,) * len(self.kernel_size)
        mean = pool(
            pad_same(x, self.kernel_size, self.stride, single), self.kernel_size, self.stride
        )
        if self.count_include_pad:
            return mean
        ones = pad_same(torch.ones_like(x[:1, :1]), self.kernel_size, self.stride, single)
        return mean / pool(ones, self.kernel_size, self.stride)

    def extra_repr(self) -> str:
        """The window and its step."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}"
