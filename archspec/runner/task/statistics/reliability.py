"""How sure a network is, and how often it is right when it is that sure."""

from dataclasses import dataclass

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen


@dataclass(frozen=True)
class Reliability:
    """Sums (bins, 3) over answers by their probability, in `bins` equal steps from 0 to 1.

    Of each step: how many answers, the sum of their probabilities, how many were right.
    """

    bins: int

    @property
    def name(self) -> str:
        """What it is kept under."""
        return f"reliability_{self.bins}"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        return torch.zeros(self.bins, 3, dtype=room.wide, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:
        """Count a share of a batch, in place."""
        sure, chosen = seen.chances.max(1)
        # Steps are open below and closed above, as in the paper.
        step = (sure * self.bins).ceil().long().sub(1).clamp(0, self.bins - 1)
        right = chosen == seen.flat[1]
        values = torch.stack([torch.ones_like(sure), sure, right.to(sure.dtype)], 1)
        sums.index_add_(0, step, values.to(room.wide))
