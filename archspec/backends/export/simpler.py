"""Layers that do in evaluation what a simpler one does, which more exporters know, in a copy."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from torch import Tensor, nn
from torch.nn import functional


class RowMaxPool(nn.Module):
    """The maximum over windows of one axis, by the pool for two.

    (N, C, L) to (N, C, L'). Of the pool for one axis torch writes down the length that it traced.
    """

    def __init__(self, pool: nn.MaxPool1d):
        super().__init__()
        names = ("kernel_size", "stride", "padding", "dilation")
        sizes = {name: _single(getattr(pool, name)) for name in names}
        idle = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}
        self.options: dict[str, Any] = {name: (idle[name], sizes[name]) for name in names}
        self.options["ceil_mode"] = pool.ceil_mode

    def forward(self, x: Tensor) -> Tensor:
        """The maxima, the axis taken for the second of an image of one row."""
        pooled: Tensor = functional.max_pool2d(x.unsqueeze(-2), **self.options)
        return pooled.squeeze(-2)


def _single(size: Any) -> int:
    return int(size[0] if isinstance(size, tuple) else size)


SIMPLER: Final[Mapping[type[nn.Module], Callable[[Any], nn.Module]]] = {
    nn.MaxPool1d: RowMaxPool,
    nn.RReLU: lambda one: nn.LeakyReLU((one.lower + one.upper) / 2),
}
"""By the class of a layer, what does the same in evaluation."""


def simplify(module: nn.Module) -> None:
    """Puts simpler layers in the places of others, below a module in evaluation mode.

    >>> net = nn.Sequential(nn.RReLU(0.1, 0.3)).eval()
    >>> simplify(net)
    >>> net[0]
    LeakyReLU(negative_slope=0.2)
    """
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if make := SIMPLER.get(type(child)):
                parent._modules[name] = make(child).eval()
