"""Batches in an order that anyone can reproduce."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from archspec.recipe.data import Augmentation
from archspec.runner.data.augmentation import augment
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.samples import Split

STRIDE = 1_000_003


def epoch_seed(seed: int, epoch: int) -> int:
    """The seed of everything random in an epoch (1 is the first).

    A prime stride keeps the runs of neighbouring seeds from sharing epochs.

    >>> epoch_seed(seed=0, epoch=1), epoch_seed(seed=2, epoch=1)
    (1, 2000007)
    """
    return seed * STRIDE + epoch


def epoch_order(count: int, seed: int, epoch: int) -> tuple[Tensor, Generator]:
    """The order of the samples in an epoch, and the generator from which augmentation goes on.

    The order is the first thing drawn, so a hand-written loop has it by
    `torch.randperm(count, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch))`.
    """
    random = Generator().manual_seed(epoch_seed(seed, epoch))
    return torch.randperm(count, generator=random), random


def cuts(count: int, size: int) -> list[int]:
    """Where `count` samples are cut into batches of `size`.

    >>> cuts(10, 4)
    [4, 8]
    """
    return list(range(size, count, size))


def slices(order: Tensor, size: int) -> tuple[Tensor, ...]:
    """Batches of training samples. A last one of a single sample joins the one before.

    Batch norm has no variance to divide by in a batch of one.

    >>> [len(one) for one in slices(torch.arange(9), 4)]
    [4, 5]
    """
    places = cuts(len(order), size)
    return torch.tensor_split(order, places[: count_batches(len(order), size) - 1])


def count_batches(count: int, size: int) -> int:
    """How many training batches there are in an epoch.

    >>> count_batches(10, 4), count_batches(9, 4), count_batches(1, 4)
    (3, 2, 1)
    """
    alone = count % size == 1 and 1 < size < count
    return -(-count // size) - alone


@dataclass(frozen=True)
class Batch:
    """Inputs (n, *shape) and labels on the device, with the size of the batch they belong to.

    Args:
        inputs: float32, normalised; this process's share.
        labels: int64 (n,) or float32 (n, …).
        total: samples of all processes' shares together.
        share: samples in this share that count; 0 for one that only keeps processes in step.
    """

    inputs: Tensor
    labels: Tensor
    total: int
    share: int


@dataclass(frozen=True)
class Loader:
    """Turns splits into batches on a device, this process's share of each.

    Args:
        normalization: applied to every sample.
        batch_size: samples over all processes; the last batch of an epoch may be smaller.
        device: where batches go.
        rank: number of this process.
        world: number of processes.
        layout: how images lie in memory; no value depends on it.
    """

    normalization: Normalization
    batch_size: int
    device: torch.device
    rank: int = 0
    world: int = 1
    layout: torch.memory_format = torch.contiguous_format

    def shuffled(
        self, split: Split, changes: Sequence[Augmentation], seed: int, epoch: int
    ) -> Iterator[Batch]:
        """The epoch's batches in its own order, augmented."""
        order, random = epoch_order(len(split), seed, epoch)
        for index in slices(order, self.batch_size):
            batch = self._batch(split, index)
            yield self._laid_out(replace(batch, inputs=augment(batch.inputs, changes, random)))

    def in_order(self, split: Split) -> Iterator[Batch]:
        """All samples once, as they are stored."""
        for index in torch.arange(len(split)).tensor_split(cuts(len(split), self.batch_size)):
            yield self._laid_out(self._batch(split, index))

    def _batch(self, split: Split, index: Tensor) -> Batch:
        share = index[self.rank :: self.world]
        # A process without a sample repeats one, or the others would wait for it for ever.
        used = share if len(share) else index[:1]
        raw = split.samples.take(used).to(self.device, non_blocking=True)
        labels = split.labels[used].to(self.device, non_blocking=True)
        return Batch(self.normalization(raw), labels, len(index), len(share))

    def _laid_out(self, batch: Batch) -> Batch:
        return replace(batch, inputs=batch.inputs.contiguous(memory_format=self.layout))
