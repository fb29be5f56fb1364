"""How often a sample is most like its own other view."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen


@dataclass(frozen=True)
class Nearest:
    """Counts (2,): samples whose other view has the highest score, and all samples."""

    name: ClassVar[str] = "nearest"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        return torch.zeros(2, dtype=torch.int64, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:  # noqa: ARG002
        """Count a share of a batch, in place."""
        sums[0] += (seen.scores.argmax(1) == seen.labels).sum()
        sums[1] += len(seen.labels)
