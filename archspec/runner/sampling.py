"""The order in which a recipe's samples are drawn."""

from torch import Tensor

from archspec.diagnostics import Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.runner.data import DataSet
from archspec.runner.data.order import MOST, Order
from archspec.runner.named import ONLY
from archspec.runner.named_data import NamedData
from archspec.runner.task.class_weights import all_labels


def order_of(recipe: Recipe, data: DataSet | NamedData) -> Order:
    """Which training samples each epoch has.

    Raises:
        RecipeFailure: A664 where they are drawn by classes that they have not, or are too many.
    """
    train, sampler = data.parts["train"], recipe.sampler
    count = len(train)
    if sampler is None:
        return Order(count, count)
    weights = None
    if sampler.weights is not None:
        weights = getattr(train, "weights", None)
        if weights is None:
            raise _unfit("weights", f"no column `{sampler.weights}` was read with these samples")
    if sampler.balanced is not None:
        weights = _balanced(sampler.balanced, data)
    if weights is not None and count > MOST:
        word = "weights" if sampler.balanced is None else "balanced"
        raise _unfit(word, f"among {count:,} samples torch draws none by weights: {MOST:,} is most")
    return Order(count, sampler.count or count, weights)


def _balanced(field: str, data: DataSet | NamedData) -> Tensor:
    """One over how many training samples are of the class of each."""
    name = ONLY
    if isinstance(data, NamedData):
        targets = [name for name, taken in data.bound.targets.items() if taken == field]
        if not targets:
            raise _unfit("balanced", f"no output is compared with a field `{field}`")
        name = targets[0]
    labels = all_labels(name, data.parts["train"])
    if labels.is_floating_point() or labels.dim() != 1:
        raise _unfit("balanced", f"`{field}` is not one class of each sample")
    return 1 / labels.bincount()[labels].double()


def _unfit(word: str, fact: str) -> RecipeFailure:
    return RecipeFailure([Problem("A664", fact, ("sampler", word))])
