"""All scores, in the order of which the samples stand; or, of very many, how many are how high."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar, Final

import torch
from torch import Tensor

from archspec.runner.task.statistics.seen import Room, Seen

EXACT: Final = 10_000_000
"""Scores up to which each is kept."""

BINS: Final = 200

ABSENT: Final = 0
"""The mark of a place without a score; `NO` and `YES` mark those that have one."""
NO, YES = 1, 2


@dataclass(frozen=True)
class Ranks:
    """Up to ten million scores, (2, rows, K): the score of each of K labels, and its mark.

    Each process fills the rows of its own samples, so that the sum of all is the whole. Of more
    scores, counts (2 * BINS, K): how many that are false have a probability in each of two hundred
    steps, then how many that are true.
    """

    name: ClassVar[str] = "ranks"

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        labels, rows = _labels(room), room.samples * _places(room)
        if rows * labels > EXACT:
            return torch.zeros(2 * BINS, labels, dtype=room.wide, device=room.device)
        return torch.zeros(2, rows, labels, dtype=torch.float32, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:
        """Count a share of a batch, in place."""
        truth = seen.truth.bool()
        if sums.dim() == 2:
            chances = seen.chances if room.classes else seen.flat[0].sigmoid()
            step = (chances * BINS).long().clamp(0, BINS - 1) + BINS * truth
            sums.scatter_add_(0, step, torch.ones_like(step, dtype=sums.dtype))
            return
        rows = _rows(seen, room)
        # Probabilities of yes and no have the order of their scores, and more ties.
        sums[0, rows] = seen.chances if room.classes else seen.flat[0]
        sums[1, rows] = torch.where(truth, YES, NO).to(sums.dtype)


def ordered(sums: Tensor) -> list[tuple[Tensor, Tensor]]:
    """For each label, how many are false and true at each score that there is, the lowest first.

    Args:
        sums: of all samples.
    """
    if sums.dim() == 2:
        return [(column[:BINS], column[BINS:]) for column in sums.cpu().T]
    scores, marks = sums.cpu()
    return [_counted(scores[:, k], marks[:, k]) for k in range(scores.shape[1])]


def _counted(scores: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
    there = marks != ABSENT
    values, place = torch.unique(scores[there], return_inverse=True)
    empty = torch.zeros(len(values), dtype=torch.float64)
    yes = (marks[there] == YES).double()
    return empty.scatter_add(0, place, 1 - yes), empty.scatter_add(0, place, yes)


def _labels(room: Room) -> int:
    """How many yes-or-no labels a place has."""
    if room.classes:
        return room.classes
    return room.labels[0] if len(room.labels) == 1 else 1


def _places(room: Room) -> int:
    """How many places of a sample have labels of their own."""
    if room.classes or len(room.labels) != 1:
        return prod(room.labels)
    return 1


def _rows(seen: Seen, room: Room) -> Tensor:
    """Where the places of a share that count stand among all."""
    samples = room.rows(seen.batch, len(seen.labels))
    places = _places(room)
    rows = (samples[:, None] * places + torch.arange(places, device=room.device)).flatten()
    return rows[seen.labels.flatten() >= 0] if room.classes else rows
