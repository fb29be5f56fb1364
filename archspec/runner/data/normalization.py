"""From stored values to the network's input."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Final

import torch
from torch import Tensor

from archspec.recipe.data import Auto, Normalize, Values
from archspec.runner.data.samples import Divisor, Samples, is_channels_last
from archspec.runner.transfer import constant

CHUNK: Final = 1024
"""Samples that are looked at together, at most."""

LEAST: Final = 1e-8
"""The deviation of a channel below which it is taken not to change."""

BYTE: Final = 255
VALUES: Final = 2**20
"""Values that are looked at together, at most: 8 MiB of float64."""


@dataclass(frozen=True)
class Normalization:
    """Mean and deviation of each channel (the first axis of a sample), and the scale they are in.

    Args:
        mean: of each channel.
        std: likewise, above zero.
        divisor: what bytes are divided by to be of that scale; None where no byte is.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]
    divisor: Divisor = 255

    def __call__(self, batch: Tensor) -> Tensor:
        """`batch` (N, C, …) as float32, normalised.

        >>> Normalization((0.5,), (0.25,))(torch.tensor([[255]], dtype=torch.uint8))
        tensor([[2.]])
        """
        mean, std = (_spread(one, batch) for one in (self.mean, self.std))
        values = scaled(batch, self.divisor)
        # What was made here of bytes is nobody else's.
        centred = values - mean if values is batch else values.sub_(mean)
        return centred.div_(std)


def _spread(values: tuple[float, ...], batch: Tensor) -> Tensor:
    """A value for each channel, to be broadcast over a batch.

    Where channels come last, it is repeated for a row: torch would go over three values at a time.
    """
    made = constant(values, batch.device)
    if is_channels_last(batch):
        return made.repeat(batch.shape[3]).view(1, 1, -1, len(values)).permute(0, 3, 1, 2)
    return made.view(1, -1, *[1] * (batch.dim() - 2))


def scaled(batch: Tensor, divisor: Divisor = 255) -> Tensor:
    """Bytes divided, by default to 0 to 1; floats as they are."""
    return batch.float().div_(divisor or 1) if batch.dtype == torch.uint8 else batch


def normalization(kind: Normalize, samples: Samples, divisor: Divisor = 255) -> Normalization:
    """The normalisation that the recipe asks for.

    Args:
        kind: what the recipe says.
        samples: those of the training part.
        divisor: what bytes are divided by.
    """
    if isinstance(kind, Values):
        return Normalization(kind.mean, kind.std, divisor)
    if isinstance(kind, Auto):
        mean, std = measured(samples, divisor)
        # A channel that never changes carries nothing; over its deviation it would become inf.
        return Normalization(mean, tuple(one if one >= LEAST else 1.0 for one in std), divisor)
    channels = samples.shape[0]
    return Normalization((0.0,) * channels, (1.0,) * channels, divisor)


def measured(
    samples: Samples, divisor: Divisor = 255
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation (of the population) of each channel over all samples, in float64."""
    channels = samples.shape[0]
    count, total, squares = 0, torch.zeros(channels).double(), torch.zeros(channels).double()
    for index in chunks(samples):
        batch = scaled(samples.take(index), divisor)
        # In one order however they lie in memory, as sums depend on it.
        values = batch.transpose(0, 1).reshape(channels, -1).contiguous().double()
        count += values.shape[1]
        total += values.sum(1)
        squares += values.square().sum(1)
    mean = total / count
    std = (squares / count - mean.square()).clamp_min(0).sqrt()
    std = torch.where(std < LEAST, torch.zeros_like(std), std)
    return tuple(mean.tolist()), tuple(std.tolist())


def value_range(samples: Samples, divisor: Divisor = 255) -> tuple[float, float]:
    """The least and the largest value that samples have; 0 and 1 where they are bytes of that.

    >>> from archspec.runner.data.samples import InMemory
    >>> value_range(InMemory(torch.tensor([[3.0, -1.0]])))
    (-1.0, 3.0)
    """
    first = samples.take(torch.tensor([0]))
    if first.dtype == torch.uint8:
        return 0.0, BYTE / (divisor or 1)
    ends = [torch.aminmax(samples.take(index)) for index in chunks(samples)]
    return min(float(one.min) for one in ends), max(float(one.max) for one in ends)


def chunks(samples: Samples, index: Tensor | None = None) -> Iterator[Tensor]:
    """The numbers of all samples, or these, so many at a time as take little memory."""
    rows = torch.arange(len(samples)) if index is None else index
    size = max(1, min(CHUNK, VALUES // max(1, prod(samples.shape))))
    yield from torch.split(rows, size)
