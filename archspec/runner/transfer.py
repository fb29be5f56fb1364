"""Values on their way to a device, for which nothing waits.

A copy out of ordinary memory to a GPU first waits for all that the GPU has to do, so that it idles
while the next step is being prepared. Out of pinned memory it takes its turn like any other work.
"""

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor


def sent(tensor: Tensor, device: torch.device) -> Tensor:
    """`tensor` on a device; there at once for whatever is done with it there.

    >>> sent(torch.ones(2), torch.device("cpu"))
    tensor([1., 1.])
    """
    if device.type == "cuda" and tensor.device.type == "cpu":
        tensor = tensor.pin_memory()
    return tensor.to(device, non_blocking=True)


def constant(values: Sequence[float], device: torch.device) -> Tensor:
    """Numbers as a float32 tensor on a device, made once: not to be written to.

    >>> constant((0.5, 1.0), torch.device("cpu"))
    tensor([0.5000, 1.0000])
    """
    return _made(tuple(values), device)


@lru_cache(maxsize=64)
def _made(values: tuple[float, ...], device: torch.device) -> Tensor:
    # One of inference mode could not be used in training afterwards.
    with torch.inference_mode(mode=False):
        return torch.tensor(values, dtype=torch.float32, device=device)
