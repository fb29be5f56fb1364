"""The loss, what counts as right, and the penalty on the weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from archspec.diagnostics import Problem
from archspec.nn.resolve import resolve
from archspec.recipe import RecipeFailure
from archspec.recipe.losses import Loss
from archspec.recipe.training import Regularize
from archspec.runner.data import Batch
from archspec.runner.named import IGNORED, Named, one_of
from archspec.runner.place import Place
from archspec.runner.sharding import own as local
from archspec.runner.transfer import constant

CERTAIN: Final = 1e-7
"""How far from 0 and 1 a probability is taken to be at least, so that it has a score."""

Penalties = Mapping[str, tuple[float, float]]
"""By parameter name: the factors of the sum of absolute values and of the sum of squares."""


def answer(outputs: Named) -> Tensor:
    """The tensor that predictions are read from: the first of several."""
    return outputs if isinstance(outputs, Tensor) else next(iter(outputs.values()))


@dataclass(frozen=True)
class Objective:
    """A loss and the classes it tells apart (none where numbers are predicted).

    Args:
        weights: of each output in the loss, by its name, where there are several; 1 if absent.
        class_weights: of each class in the mean over labels; alike without any.
    """

    loss: Loss
    classes: int
    weights: Mapping[str, float] = field(default_factory=dict)
    class_weights: tuple[float, ...] = ()

    def total(self, outputs: Named, labels: Tensor) -> Tensor:
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
        narrow = outputs.dtype is not torch.float32
        wide = outputs.to(torch.promote_types(outputs.dtype, torch.float32)) if narrow else outputs
        targets = self._targets(wide, labels)
        (function, fields), each = self._called, targets.numel() / max(1, labels.numel())
        more = (
            {"weight": constant(self.class_weights, wide.device).to(wide)}
            if self.class_weights
            else {}
        )
        if self.ignores(labels) and targets is not labels:
            # Torch's own leaves labels out only where it is given the numbers of classes.
            losses = function(wide, targets, reduction="none", **fields)
            total: Tensor = (losses * (labels != IGNORED)[:, None]).sum()
        else:
            total = function(wide, targets, reduction="sum", **more, **fields)
        return total if each == 1 else total / each

    @cached_property
    def _called(self) -> tuple[Callable[..., Tensor], Mapping[str, Any]]:
        """Torch's function of the loss with its fields, looked up once."""
        call = self.loss.lower()
        return resolve(call.target), call.args

    def weight(self, labels: Tensor) -> float | Tensor:
        """What labels weigh: how many count, without asking the device where each of them does.

        Classes that have weights count by these. Torch divides by the same where labels are the
        numbers of classes.
        """
        ignores = self.ignores(labels)
        if not self.class_weights:
            return (labels != IGNORED).sum() if ignores else labels.numel()
        each = constant(self.class_weights, labels.device)
        return (each[labels.clamp_min(0)] * (labels != IGNORED)).sum()

    def weight_of(self, group: Sequence[Batch], place: Place, name: str = "") -> float | Tensor:
        """What labels weigh in all shares of some batches: known from labels alone.

        Args:
            group: the batches of a step.
            place: the processes.
            name: of the target, where batches have several.
        """
        labels = one_of(group[0].labels, name)
        if not (self.ignores(labels) or self.class_weights):
            return sum(batch.total for batch in group) * (labels.numel() / len(labels))
        own = [batch.of_labels(self.weight, name) for batch in group if batch.share]
        whole = not self.class_weights and not any(batch.mixed for batch in group)
        total = torch.zeros((), dtype=torch.int64 if whole else torch.float32)
        every = place.sum(total.to(labels.device) + sum(own))
        return torch.where(every > 0, every, torch.ones_like(every))

    def ignores(self, labels: Tensor) -> bool:
        """Whether some labels may not count, as the edges in a mask of classes."""
        return not labels.is_floating_point() and labels.dim() > 1

    def _targets(self, outputs: Tensor, labels: Tensor) -> Tensor:
        if self.loss.kind in ("cross_entropy", "nll"):
            return labels
        if self.classes and outputs.shape[1] != 1:
            known = labels.clamp_min(0) if labels.dim() > 1 else labels
            return functional.one_hot(known, self.classes).movedim(-1, 1).to(outputs.dtype)
        # Without this, (N, 1) against (N,) would quietly compare every pair.
        return labels.to(outputs.dtype).view_as(outputs)

    def scores(self, outputs: Tensor) -> Tensor:
        """What the network gives as scores of either sign, whose sigmoid or softmax is said."""
        if not self.loss.probabilities:
            return outputs
        return outputs.to(torch.promote_types(outputs.dtype, torch.float32)).logit(CERTAIN)

    def probabilities(self, outputs: Tensor) -> Tensor:
        """The probability of each class by its score, (N, classes)."""
        if self.loss.yes_or_no:
            yes = outputs.float().sigmoid()
            return torch.cat([1 - yes, yes], 1) if outputs.shape[1] == 1 else yes
        return outputs.float().softmax(1)

    def chosen(self, outputs: Tensor) -> Tensor:
        """The class with the highest score, (N,)."""
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > 0).long()
        return outputs.argmax(1)


@dataclass(frozen=True)
class SampleObjective(Objective):
    """A loss of which every sample counts as one, whatever its labels are."""

    def weight(self, labels: Tensor) -> float | Tensor:
        """How many samples there are."""
        return len(labels)

    def weight_of(
        self,
        group: Sequence[Batch],
        place: Place,  # noqa: ARG002  batches say how many samples all processes have
        name: str = "",  # noqa: ARG002
    ) -> float | Tensor:
        """How many samples there are in all shares."""
        return float(sum(batch.total for batch in group))


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
