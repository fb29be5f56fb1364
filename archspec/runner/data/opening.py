"""A data set as the recipe divides it and the network takes it, or a word on why it cannot be."""

from collections.abc import Sequence

from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.data import Values
from archspec.recipe.given_values import out_of_range
from archspec.runner.data.normalization import value_range
from archspec.runner.data.samples import DataSet
from archspec.runner.data.shape_help import other_shape
from archspec.runner.data.sources import read
from archspec.runner.data.splits import divide
from archspec.runner.progress import Progress


def open_data(recipe: Recipe, shape: Sequence[int], progress: Progress) -> DataSet:
    """The data set as the recipe divides it; its samples have the network's input shape.

    Args:
        recipe: how to train.
        shape: of the network's input.
        progress: told of downloads.

    Raises:
        RecipeFailure: A601, A602, A605, A608, A620 to A627.
    """
    data = divide(read(recipe.data, shape, recipe.workers, progress), recipe.data)
    found = data.parts["train"].samples.shape
    if found != tuple(shape):
        raise RecipeFailure([other_shape(recipe.data.dataset, found, shape)])
    given = recipe.data.normalize
    if isinstance(given, Values):
        low, high = value_range(data.parts["train"].samples, data.divisor)
        if problems := out_of_range(given, low, high):
            raise RecipeFailure(problems)
    return data
