"""A data set as the recipe divides it and the network takes it, or a word on why it cannot be."""

from collections.abc import Sequence

from archspec.diagnostics import Problem
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
    if found := unfit_samples(recipe, data, shape):
        raise RecipeFailure(found)
    return data


def unfit_samples(recipe: Recipe, data: DataSet, shape: Sequence[int]) -> list[Problem]:
    """The findings that samples are not what the network takes, or the recipe takes them for."""
    train = data.parts["train"].samples
    if train.shape != tuple(shape):
        return [other_shape(recipe.data.name, train.shape, shape)]
    given = recipe.data.normalize
    # That there are as many as channels is asked of the recipe, before any data is read.
    if not isinstance(given, Values) or not len(given.mean) == len(given.std) == shape[0]:
        return []
    return out_of_range(given, *value_range(train, data.divisor))
