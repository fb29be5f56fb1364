"""A maximum over windows of 2×2 by whole tensors, which a CPU does faster than torch's pool.

Torch's pool finds the place of each maximum as well, which only a gradient needs.
"""

from typing import Any

import torch
from torch import Tensor, nn


class PairwiseMaxPool2d(nn.MaxPool2d):
    """Where no gradient is wanted, three comparisons instead of a pool; else the pool of torch.

    (…, H, W) to (…, H // 2, W // 2), to the bit but for the sign of a zero, NaN included.

    >>> images = torch.arange(12.0).view(1, 3, 4)
    >>> with torch.no_grad():
    ...     PairwiseMaxPool2d(2)(images)
    tensor([[[5., 7.]]])
    """

    def forward(self, x: Tensor) -> Any:  # as torch has it
        """The maximum of each window; what is left over at the ends is not looked at."""
        # What is traced may run anywhere, and to others a pool says more than its parts.
        if torch.is_grad_enabled() or torch.compiler.is_compiling() or min(x.shape[-2:]) < 2:
            return super().forward(x)
        upper = torch.maximum(x[..., :-1:2, :-1:2], x[..., :-1:2, 1::2])
        return torch.maximum(upper, torch.maximum(x[..., 1::2, :-1:2], x[..., 1::2, 1::2]))

    def __prepare_scriptable__(self) -> nn.Module:
        """The pool of torch, as `torch.jit.script` reads source."""
        return nn.MaxPool2d(self.kernel_size, self.stride)


def quicken_pools(module: nn.Module) -> None:
    """Puts such a pool in the place of each that has windows of 2×2 side by side, below a module.

    >>> net = nn.Sequential(nn.MaxPool2d(2), nn.MaxPool2d(2, padding=1), nn.MaxPool2d(3))
    >>> quicken_pools(net)
    >>> [type(one).__name__ for one in net]
    ['PairwiseMaxPool2d', 'MaxPool2d', 'MaxPool2d']
    """
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if type(child) is nn.MaxPool2d and _fits(child):
                parent._modules[name] = PairwiseMaxPool2d(2).train(child.training)


def _fits(pool: nn.MaxPool2d) -> bool:
    """Whether its windows are 2×2, side by side, and whole."""
    sizes = (pool.kernel_size, pool.stride, pool.padding, pool.dilation)
    wanted = ((2, (2, 2)), (2, (2, 2)), (0, (0, 0)), (1, (1, 1)))
    fitting = all(size in those for size, those in zip(sizes, wanted, strict=True))
    return fitting and not (pool.ceil_mode or pool.return_indices)
