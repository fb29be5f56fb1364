"""The task of a recipe that says one loss, for one output."""

from collections.abc import Mapping

from archspec.recipe.losses import Loss
from archspec.runner.objective import Objective
from archspec.runner.task.target import ONLY, Target
from archspec.runner.task.task import Task


def plain_task(
    loss: Loss, classes: tuple[str, ...], outputs: Mapping[str, float] | None = None
) -> Task:
    """One target: labels with which the output of a network is compared, or all of its outputs.

    Args:
        loss: of each output.
        classes: their names; none where labels are numbers.
        outputs: weights of the outputs in the loss, by name.
    """
    objective = Objective(loss, len(classes), outputs or {})
    return Task((Target(ONLY, objective, classes=classes),))
