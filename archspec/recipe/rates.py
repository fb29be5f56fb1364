"""The learning rate of every step: a warm-up, and then one schedule after the other."""

from typing import TYPE_CHECKING

from archspec.dataclass import dataclass
from archspec.recipe.warmup import steps_of

if TYPE_CHECKING:
    from archspec.recipe.schedules import Moment, Schedule
    from archspec.recipe.training import Recipe


@dataclass(frozen=True)
class Stretch:
    """The steps of one schedule.

    Args:
        schedule: by which the rate changes there.
        first: the number of its first step, from 0.
        steps: how many it has.
    """

    schedule: "Schedule"
    first: int
    steps: int


@dataclass(frozen=True)
class Rates:
    """The learning rate as a function of the steps that are taken.

    It climbs in equal steps to where the first schedule begins, as torch's `LinearLR` does from
    1 / (n + 1) over n steps (Goyal et al. 2017, arXiv:1706.02677, section 2.2); each schedule then
    has its stretch, as in torch's `SequentialLR`.

    Args:
        warmup: steps of the climb.
        stretches: the schedules in their order; none where the rate stays as it is.
        each: steps of an epoch.
    """

    warmup: int
    stretches: tuple[Stretch, ...]
    each: int

    @property
    def constant(self) -> bool:
        """Whether every step has the optimiser's own rate."""
        return not (self.warmup or self.stretches)

    def rate(self, step: int, lr: float) -> float:
        """The learning rate of a step; groups of parameters have their factor of it.

        Args:
            step: 0 for the first.
            lr: the optimiser's own.

        >>> from archspec.recipe import Recipe
        >>> recipe = Recipe(data={"dataset": "digits"}, epochs=4, warmup=2, schedule="cosine")
        >>> rates = rates_of(recipe, epochs=4, each=2)
        >>> [round(rates.rate(step, 1.0), 2) for step in range(8)]
        [0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 0.5, 0.5]
        """
        climbed = min(1.0, (step + 1) / (self.warmup + 1))
        if not self.stretches:
            return lr * climbed
        one = self._stretch(step)
        return one.schedule.rate(one.schedule.top(lr), self._moment(one, step)) * climbed

    def momentum(self, step: int) -> float | None:
        """The momentum of a step; None where it is the optimiser's own."""
        if not self.stretches:
            return None
        one = self._stretch(step)
        return one.schedule.momentum(self._moment(one, step))

    def _stretch(self, step: int) -> Stretch:
        begun = [one for one in self.stretches if one.first <= step]
        return begun[-1] if begun else self.stretches[0]

    def _moment(self, one: Stretch, step: int) -> "Moment":
        from archspec.recipe.schedules import Moment

        now = step if one.schedule.by_step else step - step % self.each
        return Moment(max(0, now - one.first), one.steps, self.each)


def rates_of(recipe: "Recipe", epochs: int, each: int) -> Rates:
    """The learning rate over some epochs.

    Args:
        recipe: with the schedule.
        epochs: over which it goes.
        each: steps of an epoch.
    """
    first = warmup = steps_of(recipe.warmup, each)
    stretches = []
    for schedule in recipe.schedules:
        left = epochs * each - first
        steps = max(1, left if schedule.lasts is None else schedule.lasts * each)
        stretches.append(Stretch(schedule, first, steps))
        first += steps
    return Rates(warmup, tuple(stretches), each)
