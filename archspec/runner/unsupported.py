"""What a recipe may say, and no training can do yet."""

from collections.abc import Iterator

from archspec.diagnostics import Problem
from archspec.recipe import Recipe, RecipeFailure


def check_supported(recipe: Recipe) -> None:
    """Nothing, where a training does everything that a recipe says.

    Raises:
        RecipeFailure: A659, at the first word that would be ignored.
    """
    if found := next(_unsupported(recipe), None):
        raise RecipeFailure([found])


def _unsupported(recipe: Recipe) -> Iterator[Problem]:


def _cannot(what: str, field: tuple[str | int, ...]) -> Problem:
    fact = f"{what} can be checked, but not trained with yet"
    return Problem("A659", fact, field)
