"""The learning rate of each step, set in an optimiser.

It follows from the recipe and the number of the step, so that nothing of it has to be restored: a
run that is extended is one that was to be longer from the beginning. Only a plateau waits for what
happens, and has a state.

It is one curve for all parameters, floors such as `eta_min` included; a group has its factor of it,
as in the layer decay of BEiT (Bao et al. 2022, arXiv:2106.08254).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import torch
from torch import optim
from torch.optim.lr_scheduler import ReduceLROnPlateau

from archspec.nn.resolve import resolve
from archspec.recipe import Recipe
from archspec.recipe.metrics import Better
from archspec.recipe.rates import rates_of

FACTOR: Final = "lr_factor"
"""What a group of parameters calls its part of the learning rate."""


class LearningRate:
    """Sets what each step of an optimiser is to have.

    Attributes:
        now: the rate at present, of which each group has its factor.
        plateau: torch's scheduler that waits, of that rate; None where the recipe has none.

    Args:
        optimizer: as the recipe makes it.
        recipe: how to train.
        each: steps of an epoch.
        since: the epochs after which the schedule begins.
        better: which way the watched figure is good, where its name does not say so.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        recipe: Recipe,
        each: int,
        since: int = 0,
        better: Better | None = None,
    ):
        self.optimizer, self.own, self.since = optimizer, recipe.optimizer.lr, since * each
        self.now = self.own
        self.made = hyperparameters(optimizer)
        self.rates = rates_of(recipe, max(1, recipe.epochs - since), each)
        self.plateau = _plateau(recipe, better)
        self.of_training = self.plateau is not None and recipe.schedules[0].of_training  # type: ignore[attr-defined]

    def set(self, step: int) -> None:
        """Let the optimiser have what it needs for a step of the run, of which 0 is the first."""
        if self.rates.constant:
            return
        step -= self.since
        self.now, momentum = self._rate(step), self.rates.momentum(step)
        for group, made in zip(self.optimizer.param_groups, self.made, strict=True):
            group["lr"] = self.now * made.get(FACTOR, 1.0)
            _set_momentum(group, made, momentum)

    def _rate(self, step: int) -> float:
        if self.plateau is not None and step > self.rates.warmup:
            return float(self.plateau.get_last_lr()[0])
        return self.rates.rate(step, self.own)

    def after_epoch(self, steps: int, cost: float) -> None:
        """Tell a plateau how good an epoch was, after which the run has taken so many steps."""
        if self.plateau is not None and steps - self.since > self.rates.warmup:
            self.plateau.step(cost)

    def restore(self, step: int) -> None:
        """Let the optimiser have what that step has, whatever it had.

        Raises:
            ValueError: where the state of a plateau has a rate to which none can have led.
        """
        if self.plateau is not None:
            [rate] = self.plateau.get_last_lr()
            if not 0 <= rate <= self.own:
                raise ValueError("no plateau leads to such a learning rate")
            self.plateau.optimizer.param_groups[0]["lr"] = rate
        for group, made in zip(self.optimizer.param_groups, self.made, strict=True):
            group.update(made)
        self.set(step)


def hyperparameters(optimizer: optim.Optimizer) -> Sequence[Mapping[str, Any]]:
    """What each group of an optimiser has beside its parameters."""
    return [{n: v for n, v in one.items() if n != "params"} for one in optimizer.param_groups]


def _plateau(recipe: Recipe, better: Better | None) -> ReduceLROnPlateau | None:
    """Torch's scheduler that waits, where the recipe has one; what it lowers has no factor."""
    [schedule] = recipe.schedules if len(recipe.schedules) == 1 else [None]
    if schedule is None or schedule.kind != "plateau":
        return None
    call = schedule.lower(recipe.watch)  # type: ignore[attr-defined]
    fields = dict(call.args)
    if better and not schedule.of_training:  # type: ignore[attr-defined]
        fields["mode"] = better
    alone = optim.SGD([torch.zeros(1)], lr=recipe.optimizer.lr)
    made: ReduceLROnPlateau = resolve(call.target)(alone, **fields)
    return made


def _set_momentum(group: dict[str, Any], made: Mapping[str, Any], momentum: float | None) -> None:
    """A momentum of a moment, or the optimiser's own; nothing where it has none."""
    if "betas" in made:
        first, *others = made["betas"]
        group["betas"] = (first if momentum is None else momentum, *others)
    elif made.get("momentum"):
        group["momentum"] = made["momentum"] if momentum is None else momentum
