"""Whether a checkpoint holds what was written: disks, copies and networks lose bits in silence."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

import torch
from torch import Tensor

NAME: Final = "blake2b"
"""Under which the sum stands among a file's texts."""


def checksum(tensors: Mapping[str, Tensor], texts: Mapping[str, str]) -> str:
    """A sum over all tensors, with names, types and shapes, and all other texts of a file.

    >>> one = checksum({"w": torch.zeros(2)}, {"epoch": "1"})
    >>> one == checksum({"w": torch.zeros(2)}, {"epoch": "2"}), len(one)
    (False, 32)
    """
    total = blake2b(digest_size=16)
    total.update(repr(sorted((n, t) for n, t in texts.items() if n != NAME)).encode())
    for name, one in sorted(tensors.items()):
        total.update(f"{name} {one.dtype} {tuple(one.shape)}".encode())
        total.update(as_bytes(one))
    return total.hexdigest()


def as_bytes(tensor: Tensor) -> memoryview:
    r"""The memory of a tensor, which is copied only if it is elsewhere or otherwise laid out.

    >>> as_bytes(torch.ones(2, dtype=torch.int16)).tobytes()
    b'\x01\x00\x01\x00'
    """
    plain = tensor.detach().cpu().contiguous().reshape(-1)
    return memoryview(plain.view(torch.uint8).numpy().data)
