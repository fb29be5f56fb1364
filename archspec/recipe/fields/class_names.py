"""The names of classes, as a field lists them."""

from collections import Counter
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from archspec.diagnostics.readable import cut
from archspec.kind.choice import OUT_OF_RANGE
from archspec.kind.fields import Expects

MAX_CLASSES = 100_000


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        twice = next(name for name, count in Counter(names).items() if count > 1)
        fact = "must have each class once, and `{name}` stands there twice"
        raise PydanticCustomError(OUT_OF_RANGE, fact, {"name": cut(twice)})
    return names


Names: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    Field(min_length=2, max_length=MAX_CLASSES),
    AfterValidator(_distinct),
    Expects("a list of two classes or more, each once"),
]
"""Two names or more; with one class there is nothing to tell apart."""
