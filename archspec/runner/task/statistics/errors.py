"""How far numbers are from what is right."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen


@dataclass(frozen=True)
class Errors:
    """Sums (5, D) for each of D numbers of a label.

    In this order: how many counted, the absolute differences, the squared ones, what is right, and
    the squares of that. A label that is a picture of numbers has D = 1: all its places are alike.
    """

    name: ClassVar[str] = "errors"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        numbers = room.labels[0] if len(room.labels) == 1 else 1
        return torch.zeros(5, numbers, dtype=room.wide, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:
        """Count a share of a batch, in place."""
        scores, labels = (one.to(room.wide) for one in seen.flat)
        apart = scores - labels
        rows = (torch.ones_like(apart), apart.abs(), apart.square(), labels, labels.square())
        sums += torch.stack([row.sum(0) for row in rows])
