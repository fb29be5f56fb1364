"""Where samples come from: files of one's own, whole or one for each part."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Annotated, Any, Final, TypeAlias

from pydantic import Field, WrapValidator
from pydantic_core import PydanticCustomError

from archspec.dataclass import dataclass
from archspec.kind.choice import Table
from archspec.kind.fields import Expects
from archspec.kind.on_demand import OnDemand
from archspec.recipe.part_names import Part

MAX_LISTED: Final = 10_000
"""Files that a recipe lists by name."""

WORDS: Final = "a path, a list of paths, or `{train: …, val: …, test: …}`"


def _paths(value: Any, _union: Any) -> Any:
    several = isinstance(value, tuple) and 0 < len(value) <= MAX_LISTED
    names = value if several else (value,)
    if all(isinstance(name, str) and name for name in names):
        return value
    raise PydanticCustomError("paths", "write a path, or a list of paths")


Path: TypeAlias = Annotated[str, Field(min_length=1)]
Listed: TypeAlias = Annotated[tuple[Path, ...], Field(min_length=1, max_length=MAX_LISTED)]
Paths: TypeAlias = Annotated[
    str | tuple[str, ...],
    WrapValidator(_paths, json_schema_input_type=Path | Listed),
    Expects("a path, or a list of paths"),
]


class PartFiles(Table):
    """Files of their own for each part."""

    train: Paths = Field(description="The files to train on.")
    val: Paths | None = Field(None, description="Those that are watched while training.")
    test: Paths | None = Field(None, description="Those to test on at last.")

    @property
    def parts(self) -> dict[Part, str | tuple[str, ...]]:
        """The files of each part that has some."""
        whole: dict[Part, str | tuple[str, ...] | None] = {
            "train": self.train,
            "val": self.val,
            "test": self.test,
        }
        return {part: paths for part, paths in whole.items() if paths is not None}


@dataclass(frozen=True, slots=True)
class File:
    """A file that a recipe names.

    Args:
        path: as it was written.
        field: where that was, relative to `data`.
        part: which it holds, where that is said.
    """

    path: str
    field: tuple[str | int, ...]
    part: Part | None = None

    @property
    def ending(self) -> str:
        """What its name ends in, in small letters."""
        return PurePath(self.path).suffix.lower()


def _files(value: Any, _union: Any) -> Any:
    if isinstance(value, PartFiles):
        return value
    if isinstance(value, Mapping):
        return PartFiles.model_validate(value)
    return _paths(value, _union)


Files: TypeAlias = Annotated[
    str | tuple[str, ...] | OnDemand[PartFiles],
    WrapValidator(_files, json_schema_input_type=Path | Listed | OnDemand[PartFiles]),
    Expects(WORDS),
]
"""One file, several that make one, or files for each part."""


def listed_files(word: str, given: Files) -> Iterator[File]:
    """Every file that a source names.

    >>> [(one.path, one.field, one.part) for one in listed_files("table", ("a.csv", "b.csv"))]
    [('a.csv', ('table', 0), None), ('b.csv', ('table', 1), None)]
    """
    if isinstance(given, PartFiles):
        for part, paths in given.parts.items():
            yield from _each(paths, (word, part), part)
    else:
        yield from _each(given, (word,), None)


def _each(
    paths: str | tuple[str, ...], field: tuple[str | int, ...], part: Part | None
) -> Iterator[File]:
    if isinstance(paths, str):
        yield File(paths, field, part)
    else:
        yield from (File(path, (*field, place), part) for place, path in enumerate(paths))
