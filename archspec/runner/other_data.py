"""Whether two recipes are of the same samples, by what they say."""

from collections.abc import Iterator
from typing import Final

from archspec.recipe import Recipe, changes
from archspec.recipe.absolute_paths import with_absolute_paths
from archspec.recipe.changes import Change
from archspec.runner.moved import placeless

FREE: Final = ("data.augment", "data.root", "data.download")
"""Fields of the data that do not say which samples are measured, where its files are the same."""


def other_data(one: Recipe, other: Recipe) -> Iterator[Change]:
    """The fields by which two recipes are of other samples, or of the same seen another way.

    What lies where they say is another question, which a run's fingerprint answers.

    >>> digits, half = (Recipe(data={"dataset": "digits", "val": part}) for part in (0.1, 0.5))
    >>> [str(change) for change in other_data(digits, half)]
    ['`data.val`: 0.1, then 0.5']
    """
    pair = (placeless(with_absolute_paths(recipe)) for recipe in (one, other))
    found = (change for change in changes(*pair) if change.outermost == "data")
    return (change for change in found if change.field not in FREE)
