"""Losses and weights that are no numbers any more, after which no figure means anything."""

from collections.abc import Mapping
from math import isfinite

import torch
from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.measure import Evaluation
from archspec.runner.progress import Epoch


def check_finite(epoch: Epoch, model: nn.Module) -> None:
    """Nothing, where an epoch ended with losses and weights that are finite numbers.

    The loss of training is of the weights before each step; the last step of an epoch shows only in
    the weights, and in the loss of the validation samples.

    Raises:
        RecipeFailure: A631 else, before anything of the epoch is kept.
    """
    if epoch.val_loss is not None and not isfinite(epoch.val_loss):
        raise _after("the loss of the validation samples is no finite number", epoch)
    for name, one in model.state_dict().items():
        if one.is_floating_point() and not bool(torch.isfinite(one).all()):
            raise _after(f"`{name}` holds numbers that are not finite", epoch)


def check_losses(evaluations: Mapping[str, Evaluation], epoch: Epoch) -> None:
    """Nothing, where the weights that were kept, of this epoch, give finite losses on all parts.

    Without validation samples it shows only here that the last step of an epoch went too far.

    Raises:
        RecipeFailure: A631 else.
    """
    for part, one in evaluations.items():
        if not isfinite(one.loss):
            raise _after(f"the loss of the {part} samples is no finite number", epoch)


def _after(fact: str, epoch: Epoch) -> RecipeFailure:
    return diverged(f"{fact} after epoch {epoch.number}", epoch.rate)


def diverged(fact: str, rate: float, *notes: str) -> RecipeFailure:
    """A631, with the learning rate at that time and what may help."""
    fixes = (
        Fix(f"lower the learning rate, for example `lr: {rate / 10:g}`"),
        Fix("limit the gradients: `clip: {norm: 1.0}`"),
    )
    label = f"learning rate {rate:g} at that time"
    return RecipeFailure([Problem("A631", fact, ("optimizer",), label, notes, fixes)])
