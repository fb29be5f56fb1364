"""From stored values to the network's input."""

from dataclasses import dataclass

import torch
from torch import Tensor

from archspec.recipe.data import Auto, Normalize, Values
from archspec.runner.data.samples import Samples

CHUNK = 1024


@dataclass(frozen=True)
class Normalization:
    """Mean and deviation of each channel (the first axis of a sample), for values in 0 to 1."""

    mean: tuple[float, ...]
    std: tuple[float, ...]

    def __call__(self, batch: Tensor) -> Tensor:
        """`batch` (N, C, …) as float32, normalised.

        >>> Normalization((0.5,), (0.25,))(torch.tensor([[255]], dtype=torch.uint8))
        tensor([[2.]])
        """
        shape = (1, -1, *[1] * (batch.dim() - 2))
        mean = torch.tensor(self.mean, device=batch.device).view(shape)
        std = torch.tensor(self.std, device=batch.device).view(shape)
        return (scaled(batch) - mean) / std


def scaled(batch: Tensor) -> Tensor:
    """Bytes as 0 to 1, floats as they are."""
    return batch.float() / 255 if batch.dtype == torch.uint8 else batch


def normalization(kind: Normalize, samples: Samples) -> Normalization:
    """The normalisation that the recipe asks for; `samples` are those of the training part."""
    if isinstance(kind, Values):
        return Normalization(kind.mean, kind.std)
    if isinstance(kind, Auto):
        return measured(samples)
    channels = samples.shape[0]
    return Normalization((0.0,) * channels, (1.0,) * channels)


def measured(samples: Samples) -> Normalization:
    """Mean and deviation (of the population) over all samples, summed in float64."""
    channels = samples.shape[0]
    count, total, squares = 0, torch.zeros(channels).double(), torch.zeros(channels).double()
    for index in torch.arange(len(samples)).tensor_split([*range(CHUNK, len(samples), CHUNK)]):
        values = scaled(samples.take(index)).double().transpose(0, 1).reshape(channels, -1)
        count += values.shape[1]
        total += values.sum(1)
        squares += values.square().sum(1)
    mean = total / count
    std = (squares / count - mean.square()).clamp_min(0).sqrt()
    # A channel that never changes carries nothing; dividing by its deviation would make it inf.
    std = torch.where(std < 1e-8, torch.ones_like(std), std)
    return Normalization(tuple(mean.tolist()), tuple(std.tolist()))
