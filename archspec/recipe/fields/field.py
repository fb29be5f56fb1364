"""What every field of a sample says of itself."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from archspec.kind.choice import Choice
from archspec.kind.fields import Expects
from archspec.recipe.columns.column import Column, is_pattern
from archspec.recipe.losses import Targets

Sizes: TypeAlias = tuple[int | None, ...]
"""The shape of one sample, channels first; None where a size is whatever the network takes."""

Needs: TypeAlias = Literal["anything", "numbers", "names of files", "arrays"]

MAX_NAMES = 10_000
"""Names in a list of columns; no table that people write a recipe for has as many."""

One: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=4096), Expects("the name of a column or array, or files")
]
"""A column of a table, an array, a field that the source has, or a pattern of files."""

Several: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    Field(min_length=1, max_length=MAX_NAMES),
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        }
    ),
    Expects("the name of a column, or a list of names"),
]
"""Columns of a table: names, and patterns such as `x*`."""


class SampleField(Choice):
    """What one field of a sample is made of.

    Attributes:
        compares: what a loss finds in it where it is a target; nothing where it can be none.
        needs: what the columns have to hold.
    """

    main: ClassVar[str | None] = "of"
    compares: ClassVar[tuple[Targets, ...]] = ()
    needs: ClassVar[Needs] = "anything"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names and patterns that it is made of, in the order in which they are written."""
        of = vars(self)["of"]
        return (of,) if isinstance(of, str) else tuple(of)

    @property
    def known_width(self) -> int | None:
        """How many columns there are, where that can be known without the file."""
        return None if any(map(is_pattern, self.columns)) else len(self.columns)

    def names(self, name: str) -> tuple[str, ...]:
        """By what names inputs and outputs take it, where it is written under that one."""
        return (name,)

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:
        """The shapes that a sample of it may have; none at all where nothing is known.

        Args:
            found: its columns, where the file is there.
        """
        raise NotImplementedError

    def said(self, found: Sequence[Column] | None) -> str:
        """What it is, to complete "but `facts` …"."""
        raise NotImplementedError


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "column"), counted(1200, "token")
    ('1 column', '1,200 tokens')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
