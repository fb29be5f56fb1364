"""A batch as statistics see it, and how much there will be of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from archspec.runner.data.share import ALL, Share
from archspec.runner.named import IGNORED


@dataclass(frozen=True)
class Room:
    """How much is to be counted.

    Args:
        batches: how many there will be.
        size: samples of a batch, of all processes together; the last may have others.
        samples: how many in all.
        labels: the shape of what one is compared with.
        classes: how many the labels tell apart; 0 where they are numbers.
        device: where to count.
        share: which samples of each batch are this process's.
    """

    batches: int
    size: int
    samples: int
    labels: tuple[int, ...]
    classes: int
    device: torch.device
    share: Share = ALL

    @property
    def wide(self) -> torch.dtype:
        """The widest numbers of the device: MPS has no float64."""
        return torch.float32 if self.device.type == "mps" else torch.float64

    def rows(self, batch: int, count: int) -> Tensor:
        """The places of this process's samples of a batch among all samples, (count,)."""
        first = batch * self.size + self.share.rank
        return first + self.share.world * torch.arange(count, device=self.device)


@dataclass(frozen=True)
class Seen:
    """What a network says of a share of a batch, and what is right.

    Args:
        batch: its number.
        scores: (n, …), as the network gives them, in the unit of the data.
        labels: int64 classes (n, …) or float numbers (n, …), likewise.
        classes: how many there are; 0 where labels are numbers.
        independent: whether each class is a yes or no of its own.
    """

    batch: int
    scores: Tensor
    labels: Tensor
    classes: int
    independent: bool = False

    @cached_property
    def flat(self) -> tuple[Tensor, Tensor]:
        """Scores (m, K) and labels (m,) or (m, K) of every place that counts, one below another."""
        scores, labels = self.scores.float(), self.labels
        if self.classes:
            scores = scores.reshape(len(scores), scores.shape[1], -1).movedim(1, 2).flatten(0, 1)
            if labels.dim() == 1:
                return scores, labels
            labels = labels.flatten()
            counted = labels != IGNORED
            return scores[counted], labels[counted]
        wide = (len(labels), -1) if labels.dim() == 2 else (-1, 1)
        return scores.reshape(wide), labels.reshape(wide)

    @cached_property
    def chances(self) -> Tensor:
        """The probability of each class at every place that counts, (m, classes)."""
        scores = self.flat[0]
        if scores.shape[1] == 1:
            yes = scores.sigmoid()
            return torch.cat([1 - yes, yes], 1)
        return scores.sigmoid() if self.independent else scores.softmax(1)

    @cached_property
    def truth(self) -> Tensor:
        """Whether each class, or each label of a list of yes and no, is right there, (m, K)."""
        labels = self.flat[1]
        return functional.one_hot(labels, self.classes) if self.classes else labels > 0.5


class Statistic(Protocol):
    """Sums over samples. Two that are equal count the same."""

    @property
    def name(self) -> str:
        """What it is kept under."""

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""

    def add(self, sums: Tensor, seen: Seen, room: Room) -> Any:
        """Count a share of a batch, in place."""
