"""When the state of a run is saved within an epoch."""

from collections.abc import Callable
from time import monotonic
from typing import Final

import torch

from archspec.recipe.saving import Save
from archspec.runner.place import Place

SELDOM: Final = 1000
"""The most steps after which several processes agree again on when to save."""


class Saving:
    """Says after which steps the state is saved: in all processes after the same ones.

    By time, the first process decides. The others hear of it only after steps on which they have
    agreed before, as asking costs them more than a small step does.

    Args:
        save: how often.
        place: the processes.
        clock: seconds from anywhere.
    """

    def __init__(self, save: Save, place: Place, clock: Callable[[], float] = monotonic):
        self.steps, self.seconds = save.steps, save.seconds
        self.place, self.clock = place, clock
        self._asked: int | None = None
        self._next = 0
        self._asked_at = self._saved_at = clock()

    def due(self, step: int) -> bool:
        """Whether to save after the step of that number, which counts from the run's first."""
        if self.steps:
            return step % self.steps == 0
        if self.place.world == 1:
            return self._is_time()
        if step < self._next:
            return False
        told = torch.zeros(2, dtype=torch.int64, device=self.place.device)
        if self.place.main:
            told[0], told[1] = self._is_time(), self._wait(step)
        save, wait = self.place.sum(told).tolist()
        self._next = step + wait
        return bool(save)

    def saved(self) -> None:
        """Count from now on."""
        self._saved_at = self.clock()

    def _is_time(self) -> bool:
        return self.clock() - self._saved_at >= (self.seconds or 0)

    def _wait(self, step: int) -> int:
        """Steps for about half of the time that is left."""
        now = self.clock()
        before = step - 1 if self._asked is None else self._asked
        each = (now - self._asked_at) / max(1, step - before)
        self._asked, self._asked_at = step, now
        left = max(0.0, self._saved_at + (self.seconds or 0) - now) or (self.seconds or 0)
        return max(1, min(SELDOM, int(left / 2 / max(each, 1e-6))))
