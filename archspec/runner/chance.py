"""All chance of a run, as a function of its seed and of where the run is.

Each draw has a key: the run's seed, what is drawn, the epoch, and the number of the batch or the
sample. Nothing random is kept between two draws, so nothing of it is saved: a run that goes on in
the middle of an epoch, with other workers, draws what it would have drawn. With more processes only
dropout does not, of which each draws its own.
"""

import random
from hashlib import blake2b

import numpy as np
import torch
from torch import Generator

Key = tuple[int | str, ...]


def number(*key: int | str) -> int:
    """A number below 2**63 that depends on every part of the key; neighbours are strangers.

    >>> number(0, "augment", 1, 3)
    383188859676393433
    """
    digest = blake2b(repr(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def generator(*key: int | str) -> Generator:
    """Torch's generator for the draws under that key.

    >>> torch.rand(1, generator=generator(7, "x")) == torch.rand(1, generator=generator(7, "x"))
    tensor([True])
    """
    return Generator().manual_seed(number(*key))


def seed_everything(device: torch.device, *key: int | str) -> None:
    """Let whatever draws without a generator begin at that key, layers of one's own as well."""
    seed_torch(device, *key)
    value = number(*key)
    random.seed(value)
    # numpy takes 32 bits only.
    np.random.seed(value % 2**32)


def seed_torch(device: torch.device, *key: int | str) -> None:
    """Let what torch draws without a generator, as dropout does, begin at that key.

    Torch's generators are seeded one by one: `torch.manual_seed` seeds those of every device, which
    takes eighty times as long as the two that are used.
    """
    value = number(*key)
    torch.default_generator.manual_seed(value)
    if device.type == "cuda":
        torch.cuda.default_generators[device.index].manual_seed(value)
    elif device.type != "cpu":
        torch.get_device_module(device).manual_seed(value)
