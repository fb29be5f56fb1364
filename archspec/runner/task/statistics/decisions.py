"""Of several yes-or-no labels of a sample, how often each was rightly and wrongly said."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen


@dataclass(frozen=True)
class Decisions:
    """Counts (K, 2, 2): of each label, `[truth, answer]`; a score above 0 is a yes."""

    name: ClassVar[str] = "decisions"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        labels = room.labels[0] if len(room.labels) == 1 else 1
        return torch.zeros(labels, 2, 2, dtype=torch.int64, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:  # noqa: ARG002
        """Count a share of a batch, in place."""
        truth, answer = seen.truth, seen.flat[0] > 0
        for i, right in enumerate((~truth, truth)):
            for j, said in enumerate((~answer, answer)):
                sums[:, i, j] += (right & said).sum(0)
