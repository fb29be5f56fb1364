"""Ways to fill weights that torch lacks; each fills a tensor in place and returns it."""

from typing import Any

import torch
from torch import Tensor, nn


def values_(tensor: Tensor, values: Any) -> Tensor:
    """Given numbers: nested lists with the tensor's shape, or that of its last axes.

    >>> values_(torch.empty(2, 1, 3), [1, 0, -1]).tolist()
    [[[1.0, 0.0, -1.0]], [[1.0, 0.0, -1.0]]]
    """
    with torch.no_grad():
        return tensor.copy_(torch.tensor(values))


def looks_linear_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """An orthogonal W and its negative, [W, −W], along the input channels of a weight.

    After a `CReLU` this is W relu(x) − W relu(−x) = W x, so that the layer begins linear
    (Balduzzi et al. 2017, arXiv:1702.08591).

    Raises:
        ValueError: the weight has an odd number of input channels.
    """
    if tensor.dim() < 2 or tensor.size(1) % 2:
        raise ValueError(f"needs an even number of inputs, and the weight is {tuple(tensor.shape)}")
    half = nn.init.orthogonal_(torch.empty_like(tensor[:, ::2]), gain)
    with torch.no_grad():
        return tensor.copy_(torch.cat([half, -half], dim=1))
