"""Data sets that others add, by a function that reads them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from archspec import plugins
from archspec.recipe.datasets import DATASETS, DRAWN, DataFacts
from archspec.recipe.published import PUBLISHED

if TYPE_CHECKING:
    from archspec.recipe.generated import Drawn

ENTRY_POINTS: Final = "archspec.data"

Reader: TypeAlias = Callable[[Path | None], Mapping[str, tuple[Any, Any]]]
"""From the `root` of a recipe to images and labels of `train` and, perhaps, `test`."""

FieldReader: TypeAlias = Callable[[Path | None], Mapping[str, Mapping[str, Any]]]
"""From the `root` of a recipe to the columns of `train` and, perhaps, `test`, by their names."""

_readers: dict[str, Callable[[Path | None], Any]] = {}


def register_fields(name: str, known: "Drawn", read: FieldReader) -> None:
    """Adds a data set of named fields, likewise.

    Raises:
        TypeError: where another data set has the name.
    """
    from archspec.recipe.generated import GENERATED  # made only where it is asked for

    _free(name, read)
    GENERATED[name] = known
    _readers[name] = read


def register(name: str, facts: DataFacts, read: Reader) -> None:
    """Adds a data set, until it is forgotten or another function of its name takes its place.

    Raises:
        TypeError: where another data set has the name.
    """
    _free(name, read)
    DATASETS[name] = facts
    _readers[name] = read


def _free(name: str, read: Callable[..., Any]) -> None:
    known = _readers.get(name)
    again = known is not None and known.__qualname__ == read.__qualname__
    if (_is_known(name) or name in _readers) and not again:
        raise TypeError(f"`{name}` is the name of another data set")
    forget(name)


def _is_known(name: object) -> bool:
    return any(name in names for names in (DATASETS, DRAWN, PUBLISHED))


def forget(name: str) -> None:
    """Takes a data set away that was registered."""
    from archspec.recipe.generated import GENERATED

    if _readers.pop(name, None) is not None:
        DATASETS.pop(name, None)
        GENERATED.pop(name, None)


def registered() -> tuple[str, ...]:
    """The names of the data sets that were registered in this process."""
    return tuple(_readers)


def reader(name: str) -> Reader | None:
    """The function that reads images and labels, where others added such a data set."""
    return _readers.get(name) if name in DATASETS else None


def field_reader(name: str) -> FieldReader | None:
    """The function that reads the columns of a data set, where others added it."""
    return _readers.get(name) if name not in DATASETS else None


def is_dataset(name: object) -> bool:
    """Whether a data set of that name is there, once those that packages offer are known.

    Raises:
        Failure: A530 where a package offers data sets that cannot be loaded.
    """
    if not _is_known(name) and name not in _readers:
        # A module that is offered registers its data sets when it is imported.
        for _ in plugins.offered(ENTRY_POINTS):
            pass
    return name in DATASETS or name in _readers
