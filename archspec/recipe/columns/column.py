"""What is known of a file of samples before it is read: its columns, or its arrays."""

import fnmatch
import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Final, Literal

from archspec.dataclass import dataclass

Holds = Literal["numbers", "whole numbers", "text", "times", "lists or structures"]


WORDS: Final = frozenset(("category", "class", "classes", "tokens"))
"""Kinds of fields whose columns hold words, also where these look like numbers."""

NESTED: Final = "lists or structures"
"""What holds several values for a sample, and not always as many of the same sort."""


class Unreadable(Exception):  # noqa: N818  a finding about a file, not a fault of the program
    """A file is not what its name says, or further from it than can be read; the text says how."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or an array of an archive.

    Args:
        name: as the file has it.
        holds: what its values are, as far as the beginning of the file tells.
        shape: of one sample; `()` for a single value, None where it is not known, and for a size
            that is whatever the network takes.
        example: a value that is no number, where there is one.
        count: of samples, where the file says it.
        gap: the first sample, from 1, that lacks a value; 0 where none is seen.
    """

    name: str
    holds: Holds | None = None
    shape: tuple[int | None, ...] | None = ()
    example: str = ""
    count: int | None = None
    gap: int = 0


@dataclass(frozen=True)
class Contents:
    """The columns of a file, in its order.

    Args:
        columns: those that have a name.
        separator: what divides them in a text, else empty.
        complete: whether enough of the file was read to know that it has no others.

    >>> table = Contents((Column("x1"), Column("x2"), Column("y")))
    >>> [column.name for column in table.named("x*")]
    ['x1', 'x2']
    """

    columns: tuple[Column, ...]
    separator: str = ""
    complete: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def named(self, pattern: str) -> tuple[Column, ...]:
        """The column of that name; without one, those that match the pattern, as `x*` does."""
        if (own := self._by_name.get(pattern)) is not None:
            return (own,)
        if not is_pattern(pattern):
            return ()
        return tuple(column for column in self.columns if matches(column.name, pattern))

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def is_pattern(name: str) -> bool:
    """Whether a name stands for several.

    >>> is_pattern("x*"), is_pattern("x1")
    (True, False)
    """
    return "*" in name or "?" in name


def matches(name: str, pattern: str) -> bool:
    """Whether a name matches a pattern with `*` for any letters and `?` for one.

    >>> [matches(name, "x*_?") for name in ("x12_a", "x_b", "y_a", "x12")]
    [True, True, False, False]
    """
    return _compiled(pattern).match(name) is not None


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    # The library's expressions never go back to a star that has matched.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def no_twins(names: Iterable[str], noun: str) -> None:
    """Nothing, where every name is another one.

    Raises:
        Unreadable: with the first that is there twice.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Unreadable(f"two {noun} are called `{name}`")
        seen.add(name)
