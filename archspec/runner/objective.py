"""The loss, what counts as right, and the penalty on the weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from archspec.diagnostics import Problem
from archspec.nn.resolve import resolve
from archspec.recipe import RecipeFailure
from archspec.recipe.losses import Loss
from archspec.recipe.training import Regularize
from archspec.runner.data import Batch
from archspec.runner.place import Place
from archspec.runner.sharding import own as local

Penalties = Mapping[str, tuple[float, float]]
"""By parameter name: the factors of the sum of absolute values and of the sum of squares."""

Outputs = Tensor | Mapping[str, Tensor]
"""What a network gives: one tensor, or several by name, of which the first is its answer."""

IGNORED: Final = -100
"""The label of what does not count, as in torch's losses."""


def answer(outputs: Outputs) -> Tensor:
    """The tensor that predictions are read from."""
    return outputs if isinstance(outputs, Tensor) else next(iter(outputs.values()))


@dataclass(frozen=True)
class Objective:
    """A loss and the classes it tells apart (none where numbers are predicted).

    Args:
        weights: of each output in the loss, by its name, where there are several; 1 if absent.
    """

    loss: Loss
    classes: int
    weights: Mapping[str, float] = field(default_factory=dict)

    def total(self, outputs: Outputs, labels: Tensor) -> Tensor:
        """The weighted sum of the losses of all outputs, each summed over the labels."""
        if isinstance(outputs, Tensor):
            return self.sum(outputs, labels)
        losses = [
            self.weights.get(name, 1.0) * self.sum(one, labels) for name, one in outputs.items()
        ]
        return torch.stack(losses).sum()

    def sum(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """The sum of the losses of a batch's labels, in float32 or wider.

        Divided by the weight of the same labels it is their mean. The mean of two halves' means is
        another number wherever their weights differ, so sums and weights are kept apart until those
        of all processes and of all batches of a step are known.
        """
        wide = outputs.to(torch.promote_types(outputs.dtype, torch.float32))
        targets = self._targets(wide, labels)
        call = self.loss.lower()
        total: Tensor = resolve(call.target)(wide, targets, reduction="sum", **call.args)
        each = targets.numel() / max(1, labels.numel())
        return total if each == 1 else total / each

    def weight(self, labels: Tensor) -> int | Tensor:
        """How many labels count; without asking the device where each of them does."""
        if not self.ignores(labels):
            return labels.numel()
        return (labels != IGNORED).sum()

    def weight_of(self, group: Sequence[Batch], place: Place) -> float | Tensor:
        """How many labels count in all shares of some batches: known from labels alone."""
        labels = group[0].labels
        if not self.ignores(labels):
            return sum(batch.total for batch in group) * (labels.numel() / len(labels))
        own = [self.weight(batch.labels) for batch in group if batch.share]
        total = torch.zeros((), dtype=torch.int64, device=labels.device)
        return place.sum(total + sum(own)).clamp_min(1)

    def ignores(self, labels: Tensor) -> bool:
        """Whether some labels may not count, as the edges in a mask of classes."""
        return not labels.is_floating_point() and labels.dim() > 1

    def _targets(self, outputs: Tensor, labels: Tensor) -> Tensor:
        if self.loss.kind in ("cross_entropy", "nll"):
            return labels
        if self.classes and outputs.shape[1:] != (1,):
            return functional.one_hot(labels, self.classes).to(outputs.dtype)
        # Without this, (N, 1) against (N,) would quietly compare every pair.
        return labels.to(outputs.dtype).view_as(outputs)

    def probabilities(self, outputs: Tensor) -> Tensor:
        """The probability of each class, (N, classes)."""
        if self.loss.kind == "bce_with_logits":
            yes = outputs.float().sigmoid()
            return torch.cat([1 - yes, yes], 1) if outputs.shape[1] == 1 else yes
        return outputs.float().softmax(1)

    def chosen(self, outputs: Tensor) -> Tensor:
        """The class with the highest score, (N,)."""
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > 0).long()
        return outputs.argmax(1)


def penalties_by_name(
    model: nn.Module, regularize: Regularize, given: Penalties
) -> dict[str, tuple[float, float]]:
    """The factors of every parameter that has any; `given` ones take the place of the recipe's.

    Raises:
        RecipeFailure: A633 if `given` names a parameter that the model does not have.
    """
    names = {one: name for name, one in model.named_parameters()}
    every = dict(model.named_parameters(remove_duplicate=False))
    if unknown := [name for name in given if name not in every]:
        fact = f"a penalty is given for `{unknown[0]}`, but the network has no such parameter"
        raise RecipeFailure([Problem("A633", fact, notes=(f"it has {', '.join(every)}",))])
    base = (regularize.l1, regularize.l2)
    factors = {name: base for one, name in names.items() if one.requires_grad}
    # A weight that is used in several places is penalised once, under its first name.
    factors |= {names[every[name]]: both for name, both in given.items()}
    return {name: both for name, both in factors.items() if any(both)}


def penalty(model: nn.Module, factors: Penalties) -> Tensor | float:
    """The sum over parameters w of l1·Σ|w| + l2·Σw²; 0.0 if there are no factors.

    >>> layer = nn.Linear(2, 1, bias=False)
    >>> _ = nn.init.constant_(layer.weight, 3.0)
    >>> penalty(layer, {"weight": (0.0, 0.5)}).item()
    9.0
    """
    parameters = dict(model.named_parameters())
    return sum(
        (_one(local(parameters[name]), l1, l2) for name, (l1, l2) in factors.items()),
        start=0.0,
    )


def _one(weight: Tensor, l1: float, l2: float) -> Tensor:
    absolute = l1 * weight.abs().sum() if l1 else 0.0
    return absolute + l2 * weight.square().sum() if l2 else weight.new_zeros(()) + absolute
