"""What a recipe may say, and no training can do yet."""

from collections.abc import Iterator, Mapping
from typing import Any

from archspec.diagnostics import Problem
from archspec.recipe import Recipe, RecipeFailure


def check_supported(recipe: Recipe) -> None:
    """Nothing, where a training does everything that a recipe says.

    Raises:
        RecipeFailure: A659, at the first word that would be ignored.
    """
    if found := next(_unsupported(recipe), None):
        raise RecipeFailure([found])


def check_shown(recipe: Recipe) -> None:
    """Nothing, where samples of a recipe can be drawn.

    Raises:
        RecipeFailure: A659 where they are of named fields.
    """
    if recipe.named:
        fact = "samples of fields by their names cannot be drawn yet"
        raise RecipeFailure([Problem("A659", fact, ("data",))])


def _unsupported(recipe: Recipe) -> Iterator[Problem]:
    for name, field in recipe.data.fields.items():
        yield from _of_field(("data", "fields", name, field.kind), vars(field))


def _of_field(place: tuple[str | int, ...], given: Mapping[str, Any]) -> Iterator[Problem]:
    if given.get("tokenizer"):
        yield _cannot("`tokenizer`", (*place, "tokenizer"))


def _cannot(what: str, field: tuple[str | int, ...]) -> Problem:
    fact = f"{what} can be checked, but not trained with yet"
    return Problem("A659", fact, field)
