"""What a recipe may say, and no training can do yet."""

from collections.abc import Iterator, Mapping
from typing import Any

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.targets import InfoNce, Target
from archspec.runner.data.augmentation import CHANGES


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
    data = recipe.data
    for place, change in enumerate(data.augment):
        if type(change) not in CHANGES:
            yield _cannot(f"`{change.kind}`", ("data", "augment", place))
    for name, field in data.fields.items():
        yield from _of_field(("data", "fields", name, field.kind), vars(field))
    for name, target in recipe.targets.items():
        if isinstance(target, Target) and isinstance(target.loss, InfoNce):
            yield _cannot("`info_nce`", ("targets", name, "loss"))


def _of_field(place: tuple[str | int, ...], given: Mapping[str, Any]) -> Iterator[Problem]:
    if given.get("views", 1) > 1:
        yield _cannot("`views`", (*place, "views"))
    if given.get("tokenizer"):
        yield _cannot("`tokenizer`", (*place, "tokenizer"))
    for number, change in enumerate(given.get("augment", ())):
        if type(change) not in CHANGES:
            yield _cannot(f"`{change.kind}`", (*place, "augment", number))


def _cannot(what: str, field: tuple[str | int, ...], *fixes: Fix) -> Problem:
    fact = f"{what} can be checked, but not trained with yet"
    return Problem("A659", fact, field, fixes=fixes)
