"""Losses and weights that are no numbers any more, after which no figure means anything."""

from collections.abc import Mapping
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn, optim

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.measure import Evaluation
from archspec.runner.progress import Epoch

TOO_LARGE: Final = "the numbers in the network grow beyond what a float can hold"
ANEW: Final = Fix("train anew, with a lower learning rate, or restore the run from a copy")


def check_finite(epoch: Epoch, model: nn.Module, optimizer: optim.Optimizer) -> None:
    """Nothing, where an epoch ended with losses and weights that are finite numbers.

    The loss of training is of the weights before each step; the last step of an epoch shows only in
    the weights, and in the loss of the validation samples.

    Raises:
        RecipeFailure: A631 else, before anything of the epoch is kept.
    """
    if epoch.val_loss is not None and not isfinite(epoch.val_loss):
        raise _after("the loss of the validation samples is no finite number", epoch)
    check_weights(model, optimizer, epoch.rate, f"after epoch {epoch.number}")


def check_weights(model: nn.Module, optimizer: optim.Optimizer, rate: float, when: str) -> None:
    """Nothing, where a network and what its optimiser keeps are finite numbers.

    A mean of squares that has grown beyond all numbers stops its weight for good.

    Raises:
        RecipeFailure: A631 else.
    """
    names = {id(one): name for name, one in model.named_parameters()}
    kept = (
        # Of a network in parts, an optimiser may keep a parameter that no module has any more.
        (f"the optimiser's `{word}` of `{names.get(id(parameter), 'a weight')}`", value)
        for parameter, state in optimizer.state.items()
        for word, value in state.items()
        if isinstance(value, Tensor)
    )
    for name, one in chain(((f"`{n}`", one) for n, one in model.state_dict().items()), kept):
        if one.is_floating_point() and not bool(torch.isfinite(one).all()):
            raise diverged(f"{name} holds numbers that are not finite {when}", rate)


def check_losses(evaluations: Mapping[str, Evaluation], epoch: Epoch) -> None:
    """Nothing, where the weights that were kept, of this epoch, give finite losses on all parts.

    Without validation samples it shows only here that the last step of an epoch went too far.

    Raises:
        RecipeFailure: A631 else.
    """
    for part, one in evaluations.items():
        if not isfinite(one.loss):
            raise _after(f"the loss of the {part} samples is no finite number", epoch)


def check_loss(evaluation: Evaluation) -> None:
    """Nothing, where weights from a file give a finite loss on a part of the data.

    Raises:
        RecipeFailure: A631 else, as no other figure means anything then.
    """
    if not isfinite(evaluation.loss):
        fact = f"the loss of the {evaluation.part} samples is no finite number"
        raise RecipeFailure([Problem("A631", fact, notes=(TOO_LARGE,), fixes=(ANEW,))])


def no_scores(path: Path) -> RecipeFailure:
    """The finding that a network says nothing of an image that could be believed."""
    fact = f"the scores for `{path}` are no finite numbers"
    return RecipeFailure([Problem("A631", fact, notes=(TOO_LARGE,), fixes=(ANEW,))])


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
