"""Batches in an order that anyone can reproduce."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from archspec.recipe.augmentation import Augmentation
from archspec.recipe.mix import Mix
from archspec.runner.chance import Key, generator
from archspec.runner.data.ahead import one_ahead
from archspec.runner.data.augmentation import Ground, ground_of
from archspec.runner.data.batch import Batch
from archspec.runner.data.changing import Chance, changed, viewed
from archspec.runner.data.mixing import mixed
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.order import Order
from archspec.runner.data.samples import Rows
from archspec.runner.data.share import ALL, Draws, Share
from archspec.runner.named import Named, each
from archspec.runner.transfer import sent


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
class Loader:
    """Turns splits into batches on a device, this process's share of each.

    Args:
        normalization: applied to every sample; where there are several inputs, to those of them
            that have one.
        batch_size: samples over all processes; the last batch of an epoch may be smaller.
        device: where batches go.
        share: which samples of each batch are needed here.
        layout: how images lie in memory; no value depends on it.
    """

    normalization: Normalization | Mapping[str, Normalization]
    batch_size: int
    device: torch.device
    share: Share = ALL
    layout: torch.memory_format = torch.contiguous_format

    def shuffled(
        self,
        split: Rows,
        changes: Sequence[Augmentation],
        seed: int,
        epoch: int,
        start: int = 0,
        mix: Sequence[Mix] = (),
        order: Order | None = None,
    ) -> Iterator[Batch]:
        """The epoch's batches in its own order, augmented and mixed, from the number `start` on.

        Without an `order`, an epoch has each sample once.
        """
        order = order or Order(len(split), len(split))
        cut = slices(order.of(seed, epoch), self.batch_size)[start:]
        for index, plain in zip(cut, self._batches(split, cut, start), strict=True):
            key: Key = (seed, "augment", epoch, plain.number)
            batch = self._augmented(split, plain, changes, key)
            if mix:
                others = self._others(batch, split, index, changes, key)
                batch = mixed(batch, others, mix, (seed, "mix", epoch, batch.number), split.masks)
            yield self._laid_out(batch)

    def in_order(self, split: Rows) -> Iterator[Batch]:
        """All samples once, as they are stored; of several views, each by draws that never change.

        Whatever the seed is: what is measured is measured on the same.
        """
        cut = torch.arange(len(split)).tensor_split(cuts(len(split), self.batch_size))
        for number, batch in enumerate(self._batches(split, cut)):
            if split.views:
                chance = self._chance(batch.total, ("views", number))
                batch = viewed(batch, split, chance, self._ground)
            yield self._laid_out(batch)

    def count(self, split: Rows) -> int:
        """How many batches there are of all samples once, as they are stored."""
        return len(cuts(len(split), self.batch_size)) + 1

    def inputs(self, split: Rows, index: Tensor) -> Named:
        """What a network takes of the samples at `index`, as they are stored."""
        return each(self._input, split.take(index)[0])

    def _augmented(
        self, split: Rows, batch: Batch, changes: Sequence[Augmentation], key: Key
    ) -> Batch:
        if not (changes or split.own):
            return batch
        return changed(batch, split, changes, self._chance(batch.total, key), self._ground)

    def _others(
        self,
        batch: Batch,
        split: Rows,
        index: Tensor,
        changes: Sequence[Augmentation],
        key: Key,
    ) -> Batch:
        """The sample before each of a batch, of all processes' shares, changed as it is there."""
        if self.share.world > 1:
            behind = replace(self, share=replace(self.share, behind=1))
            plain = next(behind._batches(split, [index], batch.number))
            return behind._augmented(split, plain, changes, key)
        before = lambda _, one: one.roll(1, 0)  # noqa: E731
        return replace(batch, inputs=each(before, batch.inputs), labels=each(before, batch.labels))

    def _chance(self, total: int, key: Key) -> Chance:
        def draws(apart: str) -> Draws:
            return Draws(
                generator(*key, *([apart] if apart else [])), total, self.share, self.device
            )

        return draws

    def _ground(self, name: str) -> Ground:
        """What the values of an input mean."""
        known = self.normalization
        return ground_of(known.get(name) if isinstance(known, Mapping) else known)

    def _batches(self, split: Rows, cut: Sequence[Tensor], start: int = 0) -> Iterator[Batch]:
        """Batches of the samples at these places, the first of which has the number `start`."""
        own = [self.share.of(index) for index in cut]
        taken = one_ahead(split.take, own) if split.slow else map(split.take, own)
        for number, (index, found) in enumerate(zip(cut, taken, strict=True), start):
            yield self._batch(number, index, *found)

    def _batch(self, number: int, index: Tensor, inputs: Named, labels: Named) -> Batch:
        return Batch(
            number,
            each(self._input, inputs),
            each(lambda _, one: sent(one, self.device), labels),
            len(index),
            self.share.count(len(index)),
        )

    def _input(self, name: str, raw: Tensor) -> Tensor:
        """An input as the network takes it, of the values that are stored."""
        there, change = sent(raw, self.device), self.normalization
        if isinstance(change, Mapping):
            return change[name](there) if name in change else there
        return change(there)

    def _laid_out(self, batch: Batch) -> Batch:
        change = lambda _, one: one.contiguous(memory_format=self.layout)  # noqa: E731
        return replace(batch, inputs=each(change, batch.inputs))
