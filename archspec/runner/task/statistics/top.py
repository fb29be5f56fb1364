"""How often the right class is among the first."""

from dataclasses import dataclass

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen


@dataclass(frozen=True)
class Top:
    """Counts (2,): labels whose class is among the `k` with the highest scores, and all labels."""

    k: int

    @property
    def name(self) -> str:
        """What it is kept under."""
        return f"top_{self.k}"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        return torch.zeros(2, dtype=torch.int64, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:
        """Count a share of a batch, in place."""
        scores, labels = seen.flat
        first = scores.topk(min(self.k, room.classes, scores.shape[1]), dim=1).indices
        sums[0] += (first == labels[:, None]).any(1).sum()
        sums[1] += len(labels)
