"""Data sets that others add, by a function that reads them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from archspec import plugins
from archspec.recipe.datasets import DATASETS, DataFacts
from archspec.recipe.published import PUBLISHED

ENTRY_POINTS: Final = "archspec.data"

Reader: TypeAlias = Callable[[Path | None], Mapping[str, tuple[Any, Any]]]
"""From the `root` of a recipe to images and labels of `train` and, perhaps, `test`."""

_readers: dict[str, Reader] = {}


def register(name: str, facts: DataFacts, read: Reader) -> None:
    """Adds a data set, until it is forgotten or another function of its name takes its place.

    Raises:
        TypeError: where another data set has the name.
    """
    known = _readers.get(name)
    again = known is not None and known.__qualname__ == read.__qualname__
    if (name in DATASETS or name in PUBLISHED) and not again:
        raise TypeError(f"`{name}` is the name of another data set")
    DATASETS[name] = facts
    _readers[name] = read


def forget(name: str) -> None:
    """Takes a data set away that was registered."""
    if _readers.pop(name, None) is not None:
        del DATASETS[name]


def registered() -> tuple[str, ...]:
    """The names of the data sets that were registered in this process."""
    return tuple(_readers)


def reader(name: str) -> Reader | None:
    """The function that reads a data set, where others added it."""
    return _readers.get(name)


def is_dataset(name: object) -> bool:
    """Whether a data set of that name is there, once those that packages offer are known.

    Raises:
        Failure: A530 where a package offers data sets that cannot be loaded.
    """
    if name not in DATASETS and name not in PUBLISHED:
        # A module that is offered registers its data sets when it is imported.
        for _ in plugins.offered(ENTRY_POINTS):
            pass
    return name in DATASETS
