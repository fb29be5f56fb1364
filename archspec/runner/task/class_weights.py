"""How much each class counts, by how often the training samples have it."""

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.targets import loss_of
from archspec.recipe.weight_count import unfit_weights
from archspec.runner.data.samples import Rows, Split
from archspec.runner.named import IGNORED, one_of

CHUNK = 256
"""Samples that are looked at together; of masks, each has many labels."""


def class_weights(name: str, recipe: Recipe, classes: int, train: Rows) -> tuple[float, ...]:
    """The weight of each class in the mean of a target's losses; nothing where all count alike.

    Balanced weights are n / (classes · n_c) with n_c of n labels in class c, as scikit-learn has
    them; a class without labels weighs nothing.

    Args:
        name: of the target.
        recipe: what it says of the loss.
        classes: how many there are.
        train: the samples to train on.

    Raises:
        RecipeFailure: A606 where there are other numbers of weights than of classes.
    """
    loss = loss_of(recipe.targets, name, recipe.loss)
    given = loss.weighed
    if given is None:
        return ()
    if given != "balanced":
        where = ("targets", name, "loss") if name in recipe.targets else ("loss",)
        if found := [*unfit_weights(loss, where, classes, None)]:
            raise RecipeFailure(found)
        return given
    counts = counted(name, classes, train)
    weights = counts.sum() / (classes * counts.clamp_min(1))
    return tuple(torch.where(counts > 0, weights, torch.zeros(())).tolist())


def counted(name: str, classes: int, train: Rows) -> Tensor:
    """How many labels of each class there are, (classes,) float64."""
    counts = torch.zeros(classes, dtype=torch.float64)
    for labels in _labels(name, train):
        counts += labels[labels != IGNORED].bincount(minlength=classes)
    return counts


def all_labels(name: str, train: Rows) -> Tensor:
    """What each sample is compared with by a target, (N, …)."""
    return torch.cat([*_labels(name, train)])


def _labels(name: str, train: Rows) -> Iterator[Tensor]:
    if isinstance(train, Split):
        # Nothing has to be decoded for them.
        yield train.labels
        return
    for index in torch.split(torch.arange(len(train)), CHUNK):
        yield one_of(train.take(index)[1], name)


Weighed = Mapping[str, tuple[float, ...]]
"""By the name of the target."""
