"""Findings on networks that training cannot change, or cannot begin with."""

from archspec.dataclass import dataclass
from archspec.diagnostics import Fix, Problem
from archspec.recipe.training import Recipe

Field = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Lone:
    """Why every batch, or the only one, has a single sample.

    Args:
        field: of the recipe, that says so.
        fix: what to write for more.
    """

    field: Field
    fix: Fix


def lone_sample(recipe: Recipe, samples: int | None = None) -> Lone | None:
    """Why no batch of an epoch has a second sample; None where one has.

    Args:
        recipe: how to train.
        samples: that there are to train on, where that is known.

    >>> recipe = Recipe(data={"dataset": "digits"}, sampler={"count": 1})
    >>> lone_sample(recipe).fix.text
    'write `count: 2` or more'
    """
    if recipe.batch_size == 1:
        return Lone(("batch_size",), Fix("write `batch_size: 2` or more"))
    if recipe.sampler is not None and recipe.sampler.count is not None:
        one = recipe.sampler.count == 1
        return Lone(("sampler", "count"), Fix("write `count: 2` or more")) if one else None
    return Lone(("data",), Fix("train on two samples or more")) if samples == 1 else None


def nothing_to_train(frozen: int) -> Problem:
    """The finding that no weight would change; `frozen` layers or tensors keep theirs.

    >>> nothing_to_train(0).message
    'the network has no weights, so there is nothing to train'
    """
    if not frozen:
        fact = "the network has no weights, so there is nothing to train"
        return Problem("A609", fact, fixes=(Fix("add a layer that has some, such as `linear`"),))
    fact = "all weights of the network are frozen, so there is nothing to train"
    fix = Fix("leave `freeze` out of a layer, most often the last")
    return Problem("A609", fact, fixes=(fix,))


def no_gradient() -> Problem:
    """The finding that no weight has a way to the loss.

    >>> no_gradient().message
    'no gradient flows from an output back to any weight, so there is nothing to train'
    """
    fact = "no gradient flows from an output back to any weight, so there is nothing to train"
    note = "positions such as `reduce: argmax` gives are whole numbers, which have no slope"
    fix = Fix("train what comes before them, and let `outputs` name that")
    return Problem("A609", fact, notes=(note,), fixes=(fix,))


def lone_values(layer: str, shape: str, lone: Lone) -> Problem:
    """The finding that a layer takes means over a batch that has one value for each.

    Torch refuses such a batch, as the variance of one value is nothing to divide by.

    Args:
        layer: which.
        shape: what it receives of a sample.
        lone: why a batch has one sample.
    """
    fact = f"{layer} takes a mean over the batch, and a batch of one has one value for each"
    note = f"it receives {shape}, a single position for each channel"
    return Problem("A610", fact, lone.field, notes=(note,), fixes=(lone.fix,))
