"""A loss that ends no lower than that of a network which knows nothing, and why."""

from math import log
from typing import Final

from archspec.recipe import Recipe
from archspec.runner.result import RunResult

SLACK: Final = 1.05
"""How much above another a loss may be and count as no higher, as batches differ."""

STILL: Final = 0.01
"""The part of a loss by which it changes where weights have hardly moved."""

NEAR: Final = 2.0
"""How many times that of equal probabilities a loss may be before training has moved anything."""


def high_loss(recipe: Recipe, result: RunResult) -> str:
    """What is to be said of a run whose loss rose, or ends above that of knowing nothing.

    Scores that are all the same give every class the same probability, and the cross entropy of
    that is the logarithm of the number of classes. A network begins near it or somewhat above.
    Where it ends above it, while it trains as well as when it is measured, its loss has risen, has
    hardly moved, or comes down too slowly: the first asks for a lower learning rate, the others for
    a higher one. One that is far above, and still changes, has risen within the first epoch.
    """
    losses = [epoch.train_loss for epoch in result.history]
    first, last = losses[0], losses[-1]
    measured = result.last["train"]
    if len(losses) > 1 and last > first * SLACK and first > 0:
        began = f"above where it began ({first:.3g} in the first epoch)"
        return f"the loss ends at {last:.3g}, {began}: lower `lr`"
    if recipe.loss.kind not in ("cross_entropy", "nll") or recipe.targets:
        return ""
    classes = len(measured.classes)
    equal = log(max(2, classes))
    if min(last, measured.loss) <= equal * SLACK:
        return ""
    known = f"that of {classes} equal probabilities (ln {classes} = {equal:.3g})"
    if max(abs(last - first), abs(measured.loss - first)) <= STILL * first:
        moved = f"the loss stays at {last:.3g}, above {known}"
        return f"{moved}, as the weights have hardly moved: raise `lr`"
    if last <= first and measured.loss < first < equal * NEAR:
        return f"the loss ends at {last:.3g}, still above {known}: raise `lr`, or train longer"
    return f"the loss ends at {last:.3g}, above {known}: lower `lr`"
