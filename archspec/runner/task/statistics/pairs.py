"""How often each class was taken for each."""

from dataclasses import dataclass
from typing import ClassVar, Final

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen


@dataclass(frozen=True)
class Confusion:
    """Counts (classes * classes,), row by row: of class i, how many were taken for class j.

    Of these a tally keeps one in any case, where there are classes.
    """

    name: ClassVar[str] = "confusion"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        return torch.zeros(room.classes**2, dtype=torch.int64, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:
        """Count a share of a batch, in place."""
        scores, labels = seen.flat
        chosen = (scores[:, 0] > 0).long() if scores.shape[1] == 1 else scores.argmax(1)
        cells = labels * room.classes + chosen
        sums.scatter_add_(0, cells, torch.ones_like(cells))


CONFUSION: Final = Confusion()
