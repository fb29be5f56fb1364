"""A loss that training has made worse."""

from math import log
from typing import Final

from archspec.recipe import Recipe
from archspec.runner.result import RunResult

SLACK: Final = 1.05
"""How much above where it began a loss may end, as batches differ."""


def risen(recipe: Recipe, result: RunResult) -> str:
    """What is to be said of a run whose loss ended above where it began; nothing else.

    Scores that are all the same give every class the same probability, and the cross entropy of
    that is the logarithm of the number of classes. A network begins near it; one that ends above
    it, while it trains as well as when it is measured, is worse than one that knows nothing.
    """
    first, last = result.history[0].train_loss, result.history[-1].train_loss
    measured = result.last["train"]
    classes = len(measured.classes)
    if recipe.loss.kind in ("cross_entropy", "nll") and not recipe.targets:
        equal = log(max(2, classes))
        if min(last, measured.loss) > equal * SLACK:
            return _said(last, f"ln {classes} = {equal:.3g}, as of {classes} equal probabilities")
    if len(result.history) > 1 and last > first * SLACK and first > 0:
        return _said(last, f"{first:.3g} in the first epoch")
    return ""


def _said(last: float, began: str) -> str:
    return f"the loss ends at {last:.3g}, above where it began ({began}): lower `lr`"
