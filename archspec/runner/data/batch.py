"""Samples that are computed on at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from torch import Tensor

from archspec.runner.named import Named, one_of

Figure = TypeVar("Figure", Tensor, float | Tensor)


@dataclass(frozen=True)
class Mixed:
    """What else is right of samples that are made of two each.

    Args:
        labels: those of the smaller part, as a batch has those of the larger one; not of targets
            that are made of two themselves, as masks are.
        part: how much of each sample is of the larger part, 0.5 to 1.
    """

    labels: Named
    part: float

    def of(self, name: str) -> Tensor | None:
        """The labels of a target, where there are others than those of the batch."""
        return self.labels if isinstance(self.labels, Tensor) else self.labels.get(name)


@dataclass(frozen=True)
class Batch:
    """Inputs (n, *shape) and labels on the device, with the size of the batch they belong to.

    Where a network has several inputs, or several targets, they are mappings by their names.

    Args:
        number: 0 for the first of the epoch.
        inputs: float32, normalised; this process's share.
        labels: int64 (n,) or (n, …), or float32 (n, …).
        total: samples of all processes' shares together.
        share: samples in this share that count; 0 for one that only keeps processes in step.
        mixed: the other labels, where samples are made of two each.
    """

    number: int
    inputs: Named
    labels: Named
    total: int
    share: int
    mixed: Mixed | None = None

    def of_labels(self, figure: Callable[[Tensor], Figure], name: str) -> Figure:
        """A figure of the labels of a target; of two for each sample, the mean by their parts.

        A loss of classes is linear in the probabilities that are right, so that the mean of the
        losses of two labels is the loss of both at once.
        """
        found = figure(one_of(self.labels, name))
        others = self.mixed.of(name) if self.mixed else None
        if self.mixed is None or others is None:
            return found
        return self.mixed.part * found + (1 - self.mixed.part) * figure(others)
