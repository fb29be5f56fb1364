"""How far an epoch has come, and which of two is better."""

from dataclasses import dataclass
from math import inf

from archspec.recipe import Recipe
from archspec.runner.progress import Epoch
from archspec.runner.task import Tallies, Task


@dataclass(eq=False)
class Within:
    """How far an epoch has come, of which its state is saved between two steps.

    Args:
        tally: sums of the batches that are done, for each target.
        batches: how many are done.
        seconds: what they took.
    """

    tally: Tallies
    batches: int = 0
    seconds: float = 0.0


def deciding(epoch: Epoch, task: Task, recipe: Recipe) -> float:
    """The figure that is watched; without a value, worse than any."""
    figure = epoch.figure(recipe.watch)
    if figure is not None:
        return figure
    return -inf if task.better(recipe.watch) == "max" else inf


def cost(epoch: Epoch, task: Task, recipe: Recipe) -> float:
    """The same as something to make small."""
    figure = deciding(epoch, task, recipe)
    return -figure if task.better(recipe.watch) == "max" else figure
