"""How a network is trained, as data: no torch in here."""

from typing import TYPE_CHECKING, Any

from archspec.kind.choice import Choice, OneOf, Table
from archspec.recipe.changes import Change, as_value, changes, recipe_of, with_changes
from archspec.recipe.check import problems
from archspec.recipe.data import Data
from archspec.recipe.datasets import DATASETS, DataFacts
from archspec.recipe.failure import RecipeFailure
from archspec.recipe.training import Recipe

if TYPE_CHECKING:
    from archspec.recipe.binding import Binding, Ports, bind

__all__ = [
    "DATASETS",
    "Binding",
    "Change",
    "Choice",
    "Data",
    "DataFacts",
    "OneOf",
    "Ports",
    "Recipe",
    "RecipeFailure",
    "Table",
    "as_value",
    "bind",
    "changes",
    "problems",
    "recipe_of",
    "with_changes",
]


def __getattr__(name: str) -> Any:
    """Loads what binds fields to inputs and outputs only for recipes that name fields."""
    if name not in ("Binding", "Ports", "bind"):
        raise AttributeError(f"module 'archspec.recipe' has no attribute {name!r}")
    from archspec.recipe import binding

    return getattr(binding, name)
