"""What a pass over samples has counted so far, for one target and for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import Any, Final

import torch
from torch import Tensor

from archspec.runner.named import IGNORED
from archspec.runner.place import Place
from archspec.runner.task.statistics import Room, Seen, Statistic
from archspec.runner.transfer import sent

TOGETHER: Final = 32
"""Batches whose labels are counted by the same calls of torch."""

FEW: Final = 2**12
"""Labels of a batch; those of more are counted at once, so that they do not stay in memory."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Sums on the device, so that nothing waits for it until the end.

    The sums of each batch stand apart, and those of all processes are added batch by batch: the
    total is the same to the bit, wherever an epoch was interrupted.

    Args:
        sums: (batches, 2): the losses of each batch's labels, and how many labels counted.
        confusion: (classes * classes,), row by row.
        others: what else is counted, for figures that need it.
        room: how much there is to count; needed where anything else is.
        waiting: number, loss, weight, labels and choices of batches that are in no sum yet; who
            reads these by the methods finds them counted.
    """

    sums: Tensor
    confusion: Tensor
    others: Mapping[Statistic, Tensor] = field(default_factory=dict)
    room: Room | None = None
    waiting: list[Any] = field(default_factory=list)

    @classmethod
    def empty(cls, batches: int, classes: int, device: torch.device) -> "Tally":
        """Nothing counted yet."""
        # MPS has no float64; float32 holds the sum of an epoch's means well enough there.
        wide = torch.float32 if device.type == "mps" else torch.float64
        sums = torch.zeros(batches, 2, dtype=wide, device=device)
        return cls(sums, torch.zeros(classes * classes, dtype=torch.int64, device=device))

    def add(
        self,
        number: int,
        loss: Tensor,
        weight: float | Tensor,
        labels: Tensor,
        chosen: Tensor | None,
    ) -> None:
        """Count the labels of the batch `number`: the sum of their losses, and their classes."""
        self.waiting.append((number, loss.detach(), weight, labels, chosen))
        if len(self.waiting) == TOGETHER or labels.numel() > FEW:
            self._count()

    def _count(self) -> None:
        """Count what waits. One call of torch for many batches takes as long as for one of them."""
        if not self.waiting:
            return
        numbers, losses, weights, labels, chosen = zip(*self.waiting, strict=True)
        self.waiting.clear()
        rows, device = sent(torch.tensor(numbers), self.sums.device), self.sums.device
        known = [one for one in weights if isinstance(one, Tensor)]
        weight = torch.stack(known) if known else sent(torch.tensor(weights), device)
        self.sums[rows] = torch.stack([torch.stack(losses), weight], 1).to(self.sums.dtype)
        if chosen[0] is not None:
            self._count_classes(torch.cat([one.flatten() for one in labels]), chosen)

    def _count_classes(self, labels: Tensor, chosen: Sequence[Tensor]) -> None:
        said = torch.cat([one.flatten() for one in chosen])
        # Labels that do not count are below zero, and add nothing to the first cell.
        cell = torch.add(said, labels, alpha=self.classes).clamp_min_(0)
        self.confusion.scatter_add_(0, cell, (labels != IGNORED).long())

    def look(self, seen: Seen) -> None:
        """Count what figures need beside losses and classes."""
        for statistic, sums in self.others.items():
            assert self.room  # noqa: S101  whoever counts more says how much
            statistic.add(sums, seen, self.room)

    def unsound(self) -> int | None:
        """The first batch whose loss is infinite or no number, if there is one; asks the device."""
        self._count()
        finite = torch.isfinite(self.sums[:, 0])
        return None if bool(finite.all()) else int((~finite).nonzero()[0])

    def together(self, place: Place) -> "Tally":
        """The tally of all processes."""
        self._count()
        others = {one: place.sum(sums.clone()) for one, sums in self.others.items()}
        sums, confusion = place.sum(self.sums.clone()), place.sum(self.confusion.clone())
        return Tally(sums, confusion, others, self.room)

    def mean(self) -> float:
        """The mean loss of all labels that counted; 0 where none did."""
        self._count()
        loss, weight = self.sums.sum(0).tolist()
        return float(loss / weight) if weight else 0.0

    def square(self) -> Tensor:
        """The confusion matrix, (classes, classes)."""
        self._count()
        return self.confusion.view(self.classes, self.classes)

    @property
    def classes(self) -> int:
        """How many there are; 0 where numbers are predicted."""
        return isqrt(len(self.confusion))

    def accuracy(self) -> float | None:
        """The part of the labels whose class was found; None where there are no classes."""
        if not len(self.confusion):
            return None
        right, every = int(self.square().trace()), int(self.square().sum())
        return right / max(1, every)

    @property
    def tensors(self) -> dict[str, Tensor]:
        """All sums by name."""
        self._count()
        more = {one.name: sums for one, sums in self.others.items()}
        return {"sums": self.sums, "confusion": self.confusion, **more}


@dataclass(frozen=True, eq=False)
class Tallies:
    """A tally for each target, by its name."""

    by_target: Mapping[str, Tally]

    def together(self, place: Place) -> "Tallies":
        """The tallies of all processes."""
        return Tallies({name: one.together(place) for name, one in self.by_target.items()})

    def unsound(self) -> int | None:
        """The first batch with a loss that is infinite or no number, if there is one."""
        found = [one.unsound() for one in self.by_target.values()]
        return min((number for number in found if number is not None), default=None)

    @property
    def tensors(self) -> dict[str, Tensor]:
        """All sums by name, with the name of the target before it where there are several."""
        several = len(self.by_target) > 1
        return {
            f"{target}.{name}" if several else name: sums
            for target, tally in self.by_target.items()
            for name, sums in tally.tensors.items()
        }
