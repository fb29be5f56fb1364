"""Each batch is one of all processes together, of which each takes its share."""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Generator, Tensor

from archspec.runner.transfer import sent


@dataclass(frozen=True)
class Share:
    """Every `world`-th sample of a batch, from the sample `rank` on.

    >>> Share(rank=1, world=3).of(torch.arange(8))
    tensor([1, 4, 7])

    >>> Share(rank=1, world=3, behind=1).of(torch.arange(8))
    tensor([0, 3, 6])

    Args:
        rank: number of this process.
        world: number of processes.
        behind: by how many places it is taken from before these samples; before the first of a
            batch is its last.
    """

    rank: int = 0
    world: int = 1
    behind: int = 0

    def count(self, total: int) -> int:
        """How many samples of `total` are in the share.

        >>> [Share(rank, 3).count(4) for rank in range(3)]
        [2, 1, 1]
        """
        return len(range(self.rank, total, self.world))

    def of(self, batch: Tensor) -> Tensor:
        """The share of a tensor with an entry for each sample (N, …), as a view.

        A process without a sample is given the first one again: it has to take part in what all
        do together, or the others would wait for it for ever.
        """
        mine = (batch.roll(self.behind, 0) if self.behind else batch)[self.rank :: self.world]
        return mine if len(mine) else batch[:1]


ALL: Final = Share()
"""The share of a process that is alone."""


@dataclass(frozen=True)
class Draws:
    """Chance for the share of a batch: drawn for the whole batch, whoever computes on it.

    Args:
        random: where all of it comes from.
        total: samples of the whole batch.
        share: which of them are needed here.
        device: where the numbers are needed; the CPU by default.
    """

    random: Generator
    total: int
    share: Share = ALL
    device: torch.device | None = None

    def below(self, limit: int) -> Tensor:
        """A whole number below `limit` for each sample of the share, (n, 1)."""
        return self._mine(torch.randint(limit, (self.total, 1), generator=self.random))

    def chosen(self, p: float) -> Tensor:
        """Whether something happens to each sample of the share, with probability `p`, (n,)."""
        return self._mine(torch.rand(self.total, generator=self.random) < p)

    def fractions(self, count: int) -> Tensor:
        """So many numbers from 0 to 1 for each sample of the share, (n, count)."""
        return self._mine(torch.rand(self.total, count, generator=self.random))

    def normal(self, shape: tuple[int, ...]) -> Tensor:
        """A normal number for each value of the samples of the share, (n, *shape).

        It leaves all other draws as they are, however many values a sample has.
        """
        apart = Generator().manual_seed(self.random.initial_seed() ^ 1)
        return self._mine(torch.randn(self.total, *shape, generator=apart))

    def _mine(self, drawn: Tensor) -> Tensor:
        mine = self.share.of(drawn)
        return mine if self.device is None else sent(mine, self.device)
