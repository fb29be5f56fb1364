"""The order of the samples in an epoch, which anyone can reproduce."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import torch
from torch import Generator, Tensor

STRIDE: Final = 1_000_003
"""Prime, so that the runs of neighbouring seeds share no epochs."""

MOST: Final = 2**24
"""Samples among which torch draws by weights."""


def epoch_order(count: int, seed: int, epoch: int) -> Tensor:
    """The order of the samples in an epoch (1 is the first).

    A hand-written loop has it by
    `torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch))`.

    >>> epoch_order(5, seed=0, epoch=1)
    tensor([0, 4, 2, 3, 1])
    """
    return Order(count, count).of(seed, epoch)


def always_the_same(count: int, some: int) -> Tensor:
    """The numbers of `some` of `count` samples, in their order, whatever the seed of a run is.

    >>> always_the_same(5, 3)
    tensor([0, 1, 4])
    """
    return torch.randperm(count, generator=Generator().manual_seed(0))[:some].sort().values


@dataclass(frozen=True, eq=False)
class Order:
    """Which samples an epoch has, and in which order.

    The same as torch's `RandomSampler(data, num_samples=drawn)`, or `WeightedRandomSampler(weights,
    drawn)`, with a generator of the seed `seed * 1_000_003 + epoch`.

    Args:
        count: how many samples there are.
        drawn: how many an epoch has.
        weights: how likely each sample is drawn, (count,) float64; without these each comes once
            before any comes again.
    """

    count: int
    drawn: int
    weights: Tensor | None = None

    def of(self, seed: int, epoch: int) -> Tensor:
        """The numbers of the samples, (drawn,)."""
        random = Generator().manual_seed(seed * STRIDE + epoch)
        if self.weights is not None:
            return torch.multinomial(self.weights, self.drawn, replacement=True, generator=random)
        rounds = [*self._rounds(random)]
        return rounds[0] if len(rounds) == 1 else torch.cat(rounds)

    def _rounds(self, random: Generator) -> Iterator[Tensor]:
        for start in range(0, self.drawn, self.count):
            yield torch.randperm(self.count, generator=random)[: self.drawn - start]
