"""The fingerprint of data that is given in Python: how many samples there are, and some of them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import torch

from archspec.diagnostics import Failure
from archspec.runner.own.datasets import GivenData, as_tensor, sample
from archspec.runner.session.fingerprint import DataPrint, Print

SAMPLED: Final = 64
"""Samples of a part that are looked at, at equal distances from its first to its last."""

WHOLE: Final = True


def given_print(given: GivenData) -> DataPrint:
    """The fingerprint of data sets by part.

    Of a part whose samples are other ones each time, whatever the seed, only their number counts.
    """
    parts = {str(part): _print(one, given.fields) for part, one in given.parts.items()}
    return DataPrint(WHOLE, parts)


def _print(dataset: Any, fields: tuple[str, ...]) -> Print:
    count = len(dataset)
    places = sorted({round(n) for n in np.linspace(0, count - 1, min(count, SAMPLED))})
    sums = [_sum(dataset, places, fields) for _ in range(2)]
    return Print(count, 0, {"": sums[0]} if sums[0] == sums[1] else {"": str(count)})


def _sum(dataset: Any, places: list[int], fields: tuple[str, ...]) -> str:
    found = blake2b(str(len(dataset)).encode(), digest_size=16)
    with _seeded():
        for place in places:
            for name, value in sorted(sample(dataset, place, fields).items()):
                found.update(f"{name}\0".encode("utf-8", "surrogatepass"))
                found.update(_bytes(name, value))
    return found.hexdigest()


def _bytes(name: str, value: Any) -> bytes:
    """Numbers and texts as they are; of anything else, which nothing takes, what it is."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    try:
        one = as_tensor(name, value).contiguous()
    except Failure:
        return type(value).__name__.encode()
    return f"{one.dtype}{tuple(one.shape)}".encode() + one.numpy().tobytes()


@contextmanager
def _seeded() -> Iterator[None]:
    """What is drawn at random inside is the same each time, and changes no draw outside."""
    before = random.getstate(), np.random.get_state()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        random.seed(0)
        np.random.seed(0)
        try:
            yield
        finally:
            random.setstate(before[0])
            np.random.set_state(before[1])
