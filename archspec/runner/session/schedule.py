"""The learning rate after some epochs follows from the recipe: nothing of it has to be restored.

So a run that is extended is one that was to be longer from the beginning. Only a plateau waits for
what happens, and has a state.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from torch import optim
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR

from archspec.recipe import Recipe
from archspec.runner.data import count_batches
from archspec.runner.loop import Loop

Groups = Sequence[Mapping[str, Any]]


def hyperparameters(optimizer: optim.Optimizer) -> Groups:
    """What each group of an optimiser has beside its parameters."""
    return [{n: v for n, v in one.items() if n != "params"} for one in optimizer.param_groups]


def replay(loop: Loop, beginning: Groups, epochs: int, steps: int = 0) -> None:
    """Brings the schedule and what it sets to where they are after so many of its epochs.

    Args:
        loop: with a schedule that was just made.
        beginning: the hyperparameters at that time.
        epochs: of the schedule, 0 or more.
        steps: of the optimiser in the epoch after them.
    """
    for group, fresh in zip(loop.optimizer.param_groups, beginning, strict=True):
        group.update(fresh)
    schedule, recipe = loop.schedule, loop.recipe
    if schedule is None or recipe.schedule is None:
        return
    times = epochs
    if recipe.schedule.advances == "step":
        batches = count_batches(len(loop.data.parts["train"]), recipe.batch_size)
        times = epochs * -(-batches // recipe.accumulate) + steps
    with warnings.catch_warnings():
        # Torch expects a step of the optimiser before each; those were taken by another process.
        warnings.simplefilter("ignore", UserWarning)
        _advance(schedule, times)


def _advance(schedule: LRScheduler, times: int) -> None:
    if isinstance(schedule, OneCycleLR) and times:
        # It computes each step from its number, and there may be millions.
        schedule.last_epoch = times - 1
        times = 1
    for _ in range(times):
        schedule.step()


def follows_length(recipe: Recipe) -> bool:
    """Whether the curve of the learning rate depends on the number of epochs.

    >>> schedules = ({"cosine": {}}, {"cosine": {"T_max": 9}}, {"onecycle": {"max_lr": 1}})
    >>> [follows_length(Recipe(data={"dataset": "digits"}, schedule=one)) for one in schedules]
    [True, False, True]
    """
    schedule = recipe.schedule
    if schedule is None:
        return False
    one, other = (schedule.lower(epochs, 1, recipe.watch) for epochs in (2, 3))
    return one.args != other.args


def on_extending(
    recipe: Recipe, done: int, before: int, since: int, rates: tuple[float, float]
) -> str:
    """What becomes of the learning rate where a run is made longer or shorter, as a sentence.

    Args:
        recipe: with the new number of epochs.
        done: the epochs that are done.
        before: how many there were to be.
        since: after how many of them the schedule begins.
        rates: of the last step that was taken, and of the next.
    """
    name = recipe.schedule.kind if recipe.schedule else ""
    last, first = (f"{rate:.6g}" for rate in rates)
    left = recipe.epochs - done
    over = "the epoch that is left" if left == 1 else f"the {left} epochs that are left"
    if since == done:
        return f"the {name} begins anew over {over}: the learning rate goes from {last} to {first}"
    how = f"stays at {last}" if last == first else f"jumps from {last} to {first}"
    return (
        f"the first {done} epochs ran on a {name} of {before - since}; from epoch {done + 1} it is "
        f"one of {recipe.epochs - since}, and the learning rate {how} (`--schedule-from-here` "
        f"begins it anew over {over})"
    )
